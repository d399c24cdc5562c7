import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a client sends and what must come back, as plan.py writes it and client.c describes it. */
record Plan(byte[] key, Step hello, Step[][] cycles) {
    /** A request and its reply, both with their headers. */
    record Step(ByteBuffer request, ByteBuffer reply) {}

    static Plan read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            byte[] key = in.readNBytes(in.readInt());
            Step hello = step(in);
            Step[][] cycles = new Step[in.readInt()][in.readInt()];
            for (Step[] cycle : cycles) {
                for (int i = 0; i < cycle.length; i++) {
                    cycle[i] = step(in);
                }
            }
            return new Plan(key, hello, cycles);
        }
    }

    private static Step step(DataInputStream in) throws IOException {
        return new Step(direct(in.readNBytes(in.readInt())), direct(in.readNBytes(in.readInt())));
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
