package io.picklewire.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Pythons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** What is found out of processes and of sockets, from Linux itself. */
class ProcessFinderTest {
    @BeforeEach
    void onLinux() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    @Test
    void aProcessThatWasKilledAndNotWaitedForIsNotAlive() throws Exception {
        String killsItsChild =
                """
                import os, signal, sys
                child = os.fork()
                if not child: signal.pause()
                os.kill(child, signal.SIGKILL)
                os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
                print(child); sys.stdout.flush()
                sys.stdin.read()
                os.waitpid(child, 0)
                """;
        Process python = Pythons.newest().start(killsItsChild);
        long zombie = Long.parseLong(python.inputReader().readLine());

        assertThat(ProcessId.of(zombie)).isEmpty();

        python.getOutputStream().close();
        assertThat(python.waitFor()).isZero();
    }

    @Test
    void aLaterProcessOfTheSamePidIsAnotherOne() {
        ProcessId self = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.isAlive()).isTrue();
        assertThat(new ProcessId(self.pid(), self.startTicks() - 1).isAlive()).isFalse();
    }

    @Test
    void aCommandWithParenthesesAndSpacesIsNoObstacle() {
        String line = "7 (a ) S 1 (b) Z 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 4711 19 20";

        assertThat(ProcessStat.parse(line)).isEqualTo(new ProcessStat(false, 4711));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void theTablesHaveBothEndsOfAConnectionAndSoHasSockDiag(String host) throws Exception {
        InetAddress address = InetAddress.getByName(host);
        try (ServerSocket listening = new ServerSocket(0, 1, address);
                Socket near = new Socket(address, listening.getLocalPort());
                Socket far = listening.accept()) {
            InetSocketAddress nearEnd = (InetSocketAddress) near.getLocalSocketAddress();
            InetSocketAddress farEnd = (InetSocketAddress) far.getLocalSocketAddress();
            SocketTables tables = new SocketTables();
            tables.read();
            long inode = tables.inode(nearEnd, farEnd);
            long farInode = tables.inode(farEnd, nearEnd);
            InetSocketAddress nobody = new InetSocketAddress(address, 1);
            InetSocketAddress listener = (InetSocketAddress) listening.getLocalSocketAddress();

            assertThat(inode).isPositive();
            assertThat(farInode).isPositive().isNotEqualTo(inode);
            assertThat(tables.inode(nearEnd, nobody)).isEqualTo(SocketTable.NO_INODE);
            long own = ProcessHandle.current().pid();
            assertThat(new SocketOwners().pids(List.of(inode, farInode, Long.MAX_VALUE)))
                    .containsOnly(Map.entry(inode, own), Map.entry(farInode, own));
            try (SocketDiag diag = SocketDiag.open()) {
                assertThat(diag.inode(nearEnd, farEnd)).isEqualTo(inode);
                assertThat(diag.inode(farEnd, nearEnd)).isEqualTo(farInode);
                assertThat(diag.inode(nearEnd, nobody)).isEqualTo(SocketTable.NO_INODE);
                assertThat(diag.inode(listener, nobody))
                        .as("the socket that listens is not one with two ends")
                        .isEqualTo(SocketTable.NO_INODE);
            } catch (IOException | LinkageError none) {
                throw new TestAbortedException("sock_diag cannot be asked here", none);
            }
        }
    }

    @Test
    void anInodeNobodyHasIsNobodys() {
        assertThat(new SocketOwners().pids(List.of(Long.MAX_VALUE))).isEmpty();
    }
}
