package io.picklewire.memory;

import io.picklewire.conversion.PythonForm;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block of shared memory: the same as {@code multiprocessing.shared_memory.SharedMemory} of that name, with the same bytes. What
 * one process writes, the others see at once, without a copy and without any order; a lock is needed where that matters.
 *
 * <pre>{@code
 * try (SharedMemory block = SharedMemory.create(8 * 1000)) {
 *     block.buffer().asDoubleBuffer().put(numbers);
 *     PythonProcess.of("python3", "work:scale").args(block).start().join();
 *     block.unlink();
 * }
 * }</pre>
 *
 * <p>Given to Python as an argument, or put into a queue, it comes out as a {@code SharedMemory} there. Linux. Any thread.
 */
public final class SharedMemory implements AutoCloseable, PythonForm {
    private static final int ZEROS = 1 << 20;
    private static final int ATTEMPTS = 100;

    private final BlockName name;
    private final FileChannel file;
    private final long size;
    private @Nullable ByteBuffer whole;

    private SharedMemory(BlockName name, FileChannel file, long size) {
        this.name = name;
        this.file = file;
        this.size = size;
    }

    /**
     * A new block, of zeros, with a name that no other one has.
     *
     * @param size in bytes
     * @throws IOException when there is no room for it, or this system has no such blocks
     */
    public static SharedMemory create(long size) throws IOException {
        for (int attempt = 1; ; attempt++) {
            BlockName name = BlockName.random();
            try {
                return create(name, size);
            } catch (FileAlreadyExistsException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    /**
     * A new block, of zeros.
     *
     * @param size in bytes
     * @throws FileAlreadyExistsException when there is a block of that name
     * @throws IOException when there is no room for it, or this system has no such blocks
     * @throws IllegalArgumentException for what is no name, or a size below 1
     */
    public static SharedMemory create(String name, long size) throws IOException {
        return create(new BlockName(name), size);
    }

    private static SharedMemory create(BlockName name, long size) throws IOException {
        if (size < 1) {
            throw new IllegalArgumentException("a block of " + size + " bytes; allowed are 1 and more");
        }
        Path path = name.file();
        long room = Files.getFileStore(path.getParent()).getUsableSpace();
        if (size > room) {
            throw new IOException("there is no room for a block of " + size + " bytes: " + room + " are left");
        }
        FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            fill(file, size);
            return new SharedMemory(name, file, size);
        } catch (IOException e) {
            file.close();
            name.unlink();
            throw new IOException("there is no room for a block of " + size + " bytes: " + e.getMessage(), e);
        }
    }

    /** Memory that is not there is found out now, and not when it is written to, which would end the JVM. */
    private static void fill(FileChannel file, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, size));
        for (long done = 0; done < size; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - done));
            done += file.write(zeros);
        }
    }

    /**
     * A block that there is.
     *
     * @throws FileNotFoundException when there is none of that name
     */
    public static SharedMemory open(String name) throws IOException {
        BlockName block = new BlockName(name);
        try {
            if (!block.exists()) {
                throw new NoSuchFileException(name);
            }
            FileChannel file = FileChannel.open(block.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new SharedMemory(block, file, file.size());
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException("there is no block of shared memory with the name '" + block + "'");
        }
    }

    /** Its name, for {@link #open} and for Python's {@code SharedMemory(name)}. */
    public String name() {
        return name.text();
    }

    /** Its size in bytes. */
    public long size() {
        return size;
    }

    /**
     * Its bytes, in the machine's own order; always the same buffer. It stays valid when the block is closed or unlinked.
     *
     * @throws IOException when it is closed
     * @throws IllegalStateException for a block above 2 GiB, of which {@link #buffer(long, int)} gives parts
     */
    public synchronized ByteBuffer buffer() throws IOException {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "a block of " + size + " bytes is too large for one buffer; ask for parts of it");
        }
        if (!file.isOpen()) {
            throw new ClosedChannelException();
        }
        if (whole == null) {
            whole = buffer(0, (int) size);
        }
        return whole;
    }

    /**
     * Some of its bytes, in the machine's own order.
     *
     * @throws IndexOutOfBoundsException when they lie outside of it
     */
    public ByteBuffer buffer(long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset + length > size) {
            throw new IndexOutOfBoundsException(
                    length + " bytes from " + offset + " on lie outside of a block of " + size);
        }
        return file.map(FileChannel.MapMode.READ_WRITE, offset, length).order(ByteOrder.nativeOrder());
    }

    /** Removes its name: nobody can open it any more. It goes when nobody has it open. */
    public void unlink() throws IOException {
        name.unlink();
    }

    /** Gives no more buffers. Those that it gave stay valid, and keep the memory until they are collected. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    /** As CPython pickles one. */
    @Override
    public Object toPython() {
        return PyObject.call("multiprocessing.shared_memory", "SharedMemory", name.text(), false, size);
    }

    /**
     * The block that a value which came from Python is: a {@code SharedMemory} there.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static SharedMemory of(@Nullable Object python) throws IOException {
        if (python instanceof PyObject object
                && object.calls("multiprocessing.shared_memory", "SharedMemory")
                && object.args() instanceof PyTuple args
                && args.size() > 0) {
            return open(String.valueOf(args.get(0)));
        }
        throw new IllegalArgumentException(python + " is no SharedMemory");
    }

    @Override
    public String toString() {
        return "SharedMemory('" + name + "', size=" + size + ")";
    }
}
