package io.picklewire.client;

import io.picklewire.protocol.Token;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The object that proxies stand for, in the manager's life in which it was made. Any thread. */
final class Target {
    /** Makes the object anew; null where another one would not be the same. */
    private final @Nullable Supplier<CompletableFuture<Proxy>> maker;

    private Token token;
    private int life;
    private @Nullable CompletableFuture<?> renewal;

    /**
     * An object.
     *
     * @param life the manager's; {@link Lives#ANY} where that is not known, or no matter
     */
    Target(Token token, int life, @Nullable Supplier<CompletableFuture<Proxy>> maker) {
        this.token = token;
        this.life = life;
        this.maker = maker;
    }

    synchronized Token token() {
        return token;
    }

    synchronized int life() {
        return life;
    }

    /**
     * The ident by which the object is known on a connection.
     *
     * @throws OtherLifeException when the manager has been started again meanwhile
     */
    synchronized String identOn(ServerLink link) {
        if (life == Lives.ANY) {
            life = link.life();
        } else if (link.life() != Lives.ANY && link.life() != life) {
            throw new OtherLifeException(
                    "'" + token.typeid() + "' " + token.ident()
                            + " is gone: its manager was started again, and has kept nothing",
                    null);
        }
        return token.ident();
    }

    /** Makes the object anew, once for all who ask meanwhile; fails with an {@link ObjectGoneException} where that cannot be. */
    synchronized CompletableFuture<?> renew(OtherLifeException why, ReferenceRegistry.Reference reference) {
        if (maker == null) {
            return CompletableFuture.failedFuture(new ObjectGoneException(why.message(), why));
        }
        if (renewal == null || renewal.isDone()) {
            renewal = maker.get().thenAccept(made -> take(made, reference));
        }
        return renewal;
    }

    private synchronized void take(Proxy made, ReferenceRegistry.Reference reference) {
        token = made.target().token();
        life = made.target().life();
        reference.moveTo(made.reference());
    }
}
