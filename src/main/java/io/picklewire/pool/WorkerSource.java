package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.PythonAddress;
import java.nio.file.Path;

/**
 * What is the same for all workers of a keeper. Immutable; any thread.
 *
 * @param address where the pool's manager is
 * @param key its key
 * @param ident the pool's ident there
 * @param keeper the name of the keeper that starts the workers
 */
record WorkerSource(Address address, AuthKey key, String ident, String keeper) {
    /**
     * What one worker is given.
     *
     * @param number which of its keeper's workers it is, from 1
     * @param folder where the pipe is from which it takes tasks
     */
    byte[] of(PythonProgram program, int number, Path folder) {
        return new ChildSource("worker.py", "PoolWorker-" + number, program)
                .authkey(key)
                .set("address", PythonAddress.of(address))
                .set("ident", ident)
                .set("keeper", keeper)
                .set("number", number)
                .set("folder", folder.toString())
                .toBytes();
    }
}
