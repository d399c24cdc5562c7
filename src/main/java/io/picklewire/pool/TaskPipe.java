package io.picklewire.pool;

import io.picklewire.python.PyTuple;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe from which the workers of one keeper take their tasks: whoever is free takes the next. Any thread.
 *
 * <pre>
 * +-----------+-----------+----------+--------------------------------+
 * |  job: 8   | index: 8  | size: 4  |  pickled task, filled up to 512 |
 * +-----------+-----------+----------+--------------------------------+
 *  little-endian; a size of -1 means that the worker is to fetch the task from the pool
 * </pre>
 *
 * <p>All records have the same size, and are written whole. So the pipe always has a whole number of them, and a read takes exactly
 * one: it needs no lock, and a worker that is killed leaves the pipe as it should be. Before a worker begins a task, it
 * writes the first 16 bytes to a file of its own, by which it is known what it did when it died. Tasks of a job that is over are
 * left out by the workers, who look into a file for that.
 */
final class TaskPipe implements Closeable {
    /** Size of a record; what is written at once, up to a page, stays together (PIPE_BUF). */
    static final int RECORD = 512;

    private static final int PAGE = 4096;
    /** A pipe has 16 pages; of two a part may be lost, at either end. */
    private static final int MOST = 14 * PAGE;

    private static final int HEAD = 20;
    /** So many jobs that are over are told to the workers. */
    private static final int TOLD_OVER = 63;

    private static final int FETCH = -1;
    private static final byte[] NOTHING = new byte[0];

    private final PoolFolder folder;
    private final RandomAccessFile pipe;
    /** The same open file, which tells how much is in the pipe. */
    private final FileInputStream inPipe;
    /** How many jobs are over, and the numbers of the last of them: a file that workers have mapped. */
    private final LongBuffer over;
    /** Records that there is no room for yet. */
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    /** How much of the page that is written last is full. */
    private int filled;

    private TaskPipe(PoolFolder folder, RandomAccessFile pipe, LongBuffer over) throws IOException {
        this.folder = folder;
        this.pipe = pipe;
        this.inPipe = new FileInputStream(pipe.getFD());
        this.over = over;
    }

    /** @throws IOException when the system has no named pipes, or there is no room for one */
    static TaskPipe create() throws IOException {
        PoolFolder folder = PoolFolder.create();
        try {
            Path tasks = folder.file("tasks");
            Process made = new ProcessBuilder("mkfifo", "-m", "600", tasks.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!Files.exists(tasks)) {
                throw new IOException("no pipe for the tasks of workers can be made: " + said.strip());
            }
            LongBuffer over = over(folder.file("over"));
            return new TaskPipe(folder, new RandomAccessFile(tasks.toFile(), "rw"), over);
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    private static LongBuffer over(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return file.map(FileChannel.MapMode.READ_WRITE, 0, (1L + TOLD_OVER) * Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer();
        }
    }

    /** Where it is. */
    Path folder() {
        return folder.path();
    }

    /**
     * Writes tasks, each {@code (job, index, pickled task)}, after those that wait, as far as there is room: it never waits for
     * the workers. Gives whether all are in the pipe.
     */
    synchronized boolean write(List<PyTuple> tasks) throws IOException {
        tasks.forEach(task -> waiting.add(record(task)));
        int room = waiting.isEmpty() ? 0 : (MOST - inPipe.available()) / RECORD;
        while (room > 0 && !waiting.isEmpty()) {
            int count = Math.min(Math.min(room, waiting.size()), (PAGE - filled) / RECORD);
            byte[] records = new byte[count * RECORD];
            for (int i = 0; i < count; i++) {
                System.arraycopy(waiting.remove(), 0, records, i * RECORD, RECORD);
            }
            pipe.write(records);
            filled = (filled + records.length) % PAGE; // else the system would leave the rest of a page empty
            room -= count;
        }
        return waiting.isEmpty();
    }

    /** Workers are not to begin tasks of that job any more. */
    synchronized void drop(long job) {
        waiting.removeIf(record -> begun(record).job() == job);
        long count = over.get(0);
        over.put(1 + (int) (count % TOLD_OVER), job);
        over.put(0, count + 1);
    }

    private static byte[] record(PyTuple task) {
        byte[] pickled = task.get(2) instanceof byte[] bytes && bytes.length <= RECORD - HEAD ? bytes : NOTHING;
        return ByteBuffer.allocate(RECORD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number(task.get(0)))
                .putLong(number(task.get(1)))
                .putInt(pickled.length == 0 ? FETCH : pickled.length)
                .put(pickled)
                .array();
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : -1;
    }

    /** Whether no task is in it, nor waits for room. */
    synchronized boolean isEmpty() throws IOException {
        return waiting.isEmpty() && inPipe.available() == 0;
    }

    /**
     * The task that a worker has begun last.
     *
     * @param number of the worker
     */
    Begun begun(int number) throws IOException {
        byte[] slot;
        try {
            slot = Files.readAllBytes(folder.file("w" + number));
        } catch (NoSuchFileException none) {
            return Begun.NONE;
        }
        return slot.length < 2 * Long.BYTES ? Begun.NONE : begun(slot);
    }

    private static Begun begun(byte[] record) {
        ByteBuffer head = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        return new Begun(head.getLong(), head.getLong());
    }

    /** The worker is gone, and its file with it. */
    void forget(int number) throws IOException {
        Files.deleteIfExists(folder.file("w" + number));
    }

    /** Which task it was. */
    record Begun(long job, long index) {
        static final Begun NONE = new Begun(-1, -1);
    }

    /** Workers that read from it, or will, are told that there are no more tasks. */
    synchronized void end() throws IOException {
        waiting.clear();
        pipe.close();
    }

    /** Removes it, when there are no workers any more. */
    @Override
    public synchronized void close() throws IOException {
        pipe.close();
        folder.close();
    }
}
