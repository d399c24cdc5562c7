package io.picklewire.pool;

import io.picklewire.python.PyTuple;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * writes the first 16 bytes to a file of its own, by which it is known what it did when it died.
 */
final class TaskPipe implements Closeable {
    /** Size of a record; what is written at once, up to 4096 bytes, stays together (PIPE_BUF). */
    static final int RECORD = 512;

    private static final int AT_ONCE = 4096;
    private static final int HEAD = 20;
    private static final int FETCH = -1;
    private static final byte[] NOTHING = new byte[0];

    private final PoolFolder folder;
    private final RandomAccessFile pipe;

    private TaskPipe(PoolFolder folder, RandomAccessFile pipe) {
        this.folder = folder;
        this.pipe = pipe;
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
            return new TaskPipe(folder, new RandomAccessFile(tasks.toFile(), "rw"));
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** Where it is. */
    Path folder() {
        return folder.path();
    }

    /** Writes tasks, each {@code (job, index, pickled task)}; not more than the pipe has room for. */
    synchronized void write(List<PyTuple> tasks) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (PyTuple task : tasks) {
            records.writeBytes(record(task));
            if (records.size() == AT_ONCE) {
                pipe.write(records.toByteArray());
                records.reset();
            }
        }
        if (records.size() > 0) {
            pipe.write(records.toByteArray());
        }
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

    /** Whether no task is in it. */
    synchronized boolean isEmpty() throws IOException {
        try (FileInputStream in = new FileInputStream(folder.file("tasks").toFile())) {
            return in.available() == 0;
        }
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
        ByteBuffer head = ByteBuffer.wrap(slot).order(ByteOrder.LITTLE_ENDIAN);
        return slot.length < 2 * Long.BYTES ? Begun.NONE : new Begun(head.getLong(), head.getLong());
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
        pipe.close();
    }

    /** Removes it, when there are no workers any more. */
    @Override
    public synchronized void close() throws IOException {
        pipe.close();
        folder.close();
    }
}
