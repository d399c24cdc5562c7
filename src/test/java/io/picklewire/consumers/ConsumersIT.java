package io.picklewire.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications of others, in processes of their own, with a stock CPython as their client. */
class ConsumersIT {
    private static final String PYTHON =
            """
            import sys
            from multiprocessing.managers import BaseManager
            for name in ('greetings', 'answers'):
                BaseManager.register(name)
            host, port = sys.argv[1].split(':')
            manager = BaseManager(address=(host, int(port)), authkey=b'abracadabra')
            manager.connect()
            """;
    private static final String ANSWER =
            PYTHON + "manager.answers().put(manager.greetings().get(timeout=20) + ' you')\n";
    private static final String GREET = PYTHON + "manager.greetings().put('from Python')\n";
    private static final String[] SPRING = {
        "--server.port=0",
        "--server.address=127.0.0.1",
        "--spring.main.banner-mode=off",
        "--logging.level.io.picklewire.transport=debug"
    };

    private static Consumers consumers;

    @BeforeAll
    static void build() throws Exception {
        consumers = Consumers.build();
    }

    @Test
    void theThinJarBringsTheseAndNothingElse() throws Exception {
        assertThat(consumers.names("plain"))
                .map(name -> name.replaceFirst("-[0-9].*", ""))
                .containsExactly(
                        "jspecify",
                        "netty-buffer",
                        "netty-common",
                        "netty-resolver",
                        "netty-transport",
                        "pickle",
                        "picklewire",
                        "slf4j-api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "NIO"})
    void itServesWithTheseAlone(String transport) throws Exception {
        try (Application application = consumers.start("plain", transport)) {
            assertThat(Pythons.newest().run(ANSWER, application.lineAfter("listening on ")))
                    .isEmpty();
            assertThat(application.text()).endsWith("hello you in module null");
        }
    }

    @Test
    void itServesOnTheModulePath() throws Exception {
        try (Application application = consumers.startModule("plain", "AUTO")) {
            assertThat(Pythons.newest().run(ANSWER, application.lineAfter("listening on ")))
                    .isEmpty();
            assertThat(application.text()).endsWith("hello you in module app");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPOLL", "IO_URING"})
    void aNativeTransportThatIsNotAmongTheLibrariesIsSaidToBe(String transport) throws Exception {
        String name = transport.toLowerCase(Locale.ROOT);
        try (Application application = consumers.start("plain", transport)) {
            assertThat(application.text())
                    .endsWith(name + " is not available here: netty-transport-native-" + name
                            + " is not among the application's libraries");
        }
    }

    @Test
    void theCommandLineSaysWhatItNeeds() throws Exception {
        try (Application program = consumers.startClass("plain", "io.picklewire.cli.Picklewire", "serve")) {
            assertThat(program.text())
                    .isEqualTo("picklewire: the command line needs picocli and jackson-core beside the library;"
                            + " the program, picklewire.jar, has them");
        }
    }

    @Test
    void besideSpringBoot35TheStandaloneJarServesWithItsOwnNettyNatively() throws Exception {
        assertThat(consumers.names("boot-3.5"))
                .anyMatch(name -> name.startsWith("netty-transport-4.1."))
                .anyMatch(name -> name.endsWith("-standalone.jar"));
        try (Application application = consumers.start("boot-3.5", SPRING)) {
            assertGreetsThroughBoth(application);
            assertThat(application.textSoFar()).doesNotContain("NIO is used");
        }
    }

    @Test
    void besideSpringBoot35TheThinJarSaysThatNettyIsTooOld() throws Exception {
        try (Application application = consumers.start("boot-3.5-thin", SPRING)) {
            assertThat(application.text())
                    .containsPattern("Picklewire needs Netty 4\\.2, and found 4\\.1\\.[0-9]+\\.Final beside it: .*"
                            + "classifier \"standalone\"")
                    .doesNotContain("NoClassDefFoundError");
        }
    }

    @Test
    void besideSpringBoot40TheThinJarServesWithItsOlderNetty() throws Exception {
        assertThat(consumers.names("boot-4.0")).contains("netty-transport-4.2.7.Final.jar");
        try (Application application = consumers.start("boot-4.0", SPRING)) {
            assertGreetsThroughBoth(application);
            assertThat(application.textSoFar())
                    .contains("epoll is used: io_uring is not available here: Netty 4.2.7.Final is too old for it:"
                            + " there is no io.netty.channel.uring.IoUringSocketChannel.tcpInfo()");
        }
    }

    private static void assertGreetsThroughBoth(Application application) throws Exception {
        String[] addresses = application.lineAfter("listening on ").split(" and ", 2);
        assertThat(Pythons.newest().run(GREET, addresses[0])).isEmpty();
        HttpRequest request = HttpRequest.newBuilder(URI.create(addresses[1] + "/greeting"))
                .timeout(Duration.ofSeconds(30))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("from Python");
    }

    @Test
    void licensesAreInTheJars() throws Exception {
        String name = "picklewire-" + System.getProperty("consumers.version");
        List<String> ofNetty = List.of("META-INF/licenses/netty.txt", "META-INF/licenses/apache-2.0.txt");
        for (String suffix : List.of("", "-sources", "-javadoc")) {
            assertHas(name + suffix + ".jar", List.of());
        }
        assertHas(name + "-standalone.jar", ofNetty);
        assertHas("picklewire.jar", ofNetty);
        assertHas("picklewire.jar", List.of("META-INF/licenses/pyrolite.txt", "META-INF/licenses/jna.txt"));
    }

    private static void assertHas(String jar, List<String> files) throws Exception {
        try (JarFile opened =
                new JarFile(Path.of(System.getProperty("consumers.built"), jar).toFile())) {
            assertThat(opened.stream().map(Object::toString))
                    .contains("META-INF/LICENSE")
                    .containsAll(files);
        }
    }
}
