package io.picklewire.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Blocks that Java and Python both have. */
class SharedMemoryTest {
    private static final String OPEN =
            """
            import sys
            from multiprocessing import shared_memory, resource_tracker
            resource_tracker.register = lambda *_: None
            """;

    private interface Body {
        void run(Pythons.Python python) throws Exception;
    }

    private static Stream<DynamicTest> eachPythonFrom(int minor, Body body) {
        return Pythons.chosen().stream()
                .filter(python -> python.isAtLeast(3, minor))
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> body.run(python)));
    }

    @TestFactory
    Stream<DynamicTest> pythonSeesWhatJavaWritesAndTheReverse() {
        return eachPythonFrom(8, python -> {
            try (SharedMemory block = SharedMemory.create(1000)) {
                block.buffer().putInt(4, 77);
                String said = python.run(
                        OPEN
                                + """
                                block = shared_memory.SharedMemory(sys.argv[1])
                                view = block.buf.cast('i')
                                print(view[1], block.size)
                                view[2] = 99
                                view.release()
                                block.close()
                                """,
                        block.name());
                assertThat(said.strip()).isEqualTo("77 1000");
                assertThat(block.buffer().getInt(8)).isEqualTo(99);
                block.unlink();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> javaOpensABlockOfPythons() {
        return eachPythonFrom(8, python -> {
            String name = python.run(
                            OPEN
                                    + """
                                    block = shared_memory.SharedMemory(create=True, size=64)
                                    block.buf[:5] = b'hello'
                                    print(block.name)
                                    block.close()
                                    """)
                    .strip();
            try (SharedMemory block = SharedMemory.open(name)) {
                byte[] text = new byte[5];
                block.buffer().get(0, text);
                assertThat(text).asString().isEqualTo("hello");
                assertThat(block.size()).isEqualTo(64);
                block.unlink();
            }
            assertThatThrownBy(() -> SharedMemory.open(name)).isInstanceOf(FileNotFoundException.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> aListOfJavasIsOneOfPythons() {
        // Python 3.8 has another layout, and reads no list of a later one.
        return eachPythonFrom(9, python -> {
            List<Object> values =
                    Arrays.asList(1, -2.5, true, null, "text", "späße", new byte[] {1, 2}, Long.MIN_VALUE, "");
            try (ShareableList list = ShareableList.create(values)) {
                String said = python.run(
                        OPEN
                                + """
                                shared = shared_memory.ShareableList(name=sys.argv[1])
                                print(ascii(list(shared)))
                                shared[0], shared[2], shared[4] = 5, None, 'longer'
                                shared.shm.close()
                                """,
                        list.block().name());
                assertThat(said.strip())
                        .isEqualTo(
                                "[1, -2.5, True, None, 'text', 'sp\\xe4\\xdfe', b'\\x01\\x02', -9223372036854775808, '']");
                assertThat(list.get(0)).isEqualTo(5L);
                assertThat(list.get(2)).isNull();
                assertThat(list.get(4)).isEqualTo("longer");
                list.block().unlink();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aListOfPythonsIsOneOfJavas() {
        return eachPythonFrom(8, python -> {
            String name = python.run(
                            OPEN
                                    + """
                                    shared = shared_memory.ShareableList([1, 2.5, True, None, 'text', b'bytes'])
                                    print(shared.shm.name)
                                    shared.shm.close()
                                    """)
                    .strip();
            try (ShareableList list = ShareableList.open(name)) {
                assertThat(list).hasSize(6);
                assertThat(list.subList(0, 5)).containsExactly(1L, 2.5, true, null, "text");
                assertThat((byte[]) list.get(5)).asString().isEqualTo("bytes");
                list.set(4, "TEXT");
                assertThatThrownBy(() -> list.set(4, "a text that is too long"))
                        .hasMessageContaining("23 bytes; its place in the list has room for 8");
                assertThatThrownBy(() -> list.set(0, List.of())).hasMessageContaining("cannot hold");
                String said = python.run(
                        OPEN
                                + "shared = shared_memory.ShareableList(name=sys.argv[1]); print(shared[4]); shared.shm.close()",
                        name);
                assertThat(said.strip()).isEqualTo("TEXT");
                list.block().unlink();
            }
        });
    }

    @Test
    void anArrayHasItsTypeAndItsLock() throws IOException {
        try (SharedMemory block = SharedMemory.create(64)) {
            block.unlink();
            ReentrantLock lock = new ReentrantLock();
            BlockArray doubles = BlockArray.over(block, "d", lock);
            assertThat(doubles.length()).isEqualTo(8);
            doubles.locked(() -> {
                assertThat(lock.isHeldByCurrentThread()).isTrue();
                doubles.add(1, 2.5);
            });
            assertThat(doubles.doubles().get(1)).isEqualTo(2.5);
            BlockArray bytes = BlockArray.over(block, "B", lock, 0, 4);
            bytes.set(0, 255);
            assertThat(bytes.getLong(0)).isEqualTo(255);
            assertThatThrownBy(() -> bytes.set(0, 256)).hasMessageContaining("0 to 255");
            assertThatThrownBy(() -> bytes.getLong(4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> BlockArray.over(block, "x", lock)).hasMessageContaining("no typecode");
            assertThatThrownBy(() -> BlockArray.over(block, "d", lock, 8, 8))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void badInputIsRefused() throws IOException {
        for (String name : List.of("", "a/b", "..", ".", "a\0b", "sem.x", "x".repeat(256), "../x")) {
            assertThatThrownBy(() -> SharedMemory.open(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SharedMemory.create(0)).hasMessageContaining("0 bytes; allowed are 1 and more");
        try (SharedMemory block = SharedMemory.create(10)) {
            assertThatThrownBy(() -> SharedMemory.create(block.name(), 10))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> ShareableList.open(block.name())).hasMessageContaining("holds no ShareableList");
            assertThatThrownBy(() -> block.buffer(5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
            block.unlink();
            assertThatThrownBy(block::unlink).isInstanceOf(FileNotFoundException.class);
        }
        assertThatThrownBy(() -> SharedMemory.create(1L << 60)).isInstanceOf(IOException.class);
    }
}
