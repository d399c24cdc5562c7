package app;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.server.ManagerServer;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Serves over HTTP, with Spring's Netty, what Python's clients put into a queue. */
@SpringBootApplication
@RestController
public class Application {
    private final BlockingQueue<Object> greetings = new LinkedBlockingQueue<>();

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    ManagerServer manager() throws BindException {
        return ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("abracadabra"))
                .register("greetings", () -> greetings)
                .start();
    }

    @GetMapping("/greeting")
    Mono<String> greeting() {
        return Mono.fromCallable(greetings::take)
                .map(String::valueOf)
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(Duration.ofSeconds(20));
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        var context = event.getApplicationContext();
        String port = context.getEnvironment().getProperty("local.server.port");
        Address manager = context.getBean(ManagerServer.class).addresses().get(0);
        System.out.println("listening on " + manager + " and http://127.0.0.1:" + port);
    }
}
