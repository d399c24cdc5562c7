package io.picklewire.protocol;

import io.picklewire.python.PyTuple;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A shared object as a manager describes it to people. Immutable; any thread. Source: CPython's {@code Server.debug_info}.
 *
 * @param ident its ident
 * @param references how many proxies refer to it
 * @param repr how Python prints it, at most 75 characters of that
 * @param status who holds it, who waits and so on; nothing where the manager tells nothing, as CPython's does
 */
public record ObjectDescription(String ident, int references, String repr, ObjectStatus status) {
    /** The control function of this project's servers that gives {@link #list}. */
    public static final String FUNCTION = "#OBJECTS";

    private static final String INDENT = "    ";
    private static final Pattern HEAD =
            Pattern.compile("^  (?<ident>\\S+):       refcount=(?<references>-?\\d+)$", Pattern.MULTILINE);
    private static final int PARTS = 4;

    /** As {@code debug_info} prints it. */
    @Override
    public String toString() {
        String told = status.isEmpty() ? "" : "\n" + INDENT + status;
        return "  " + ident + ":       refcount=" + references + "\n" + INDENT + repr + told;
    }

    /** The reply to {@link #FUNCTION}. */
    public static Reply list(List<ObjectDescription> objects) {
        List<Object> all = new ArrayList<>();
        objects.forEach(each -> all.add(PyTuple.of(each.ident, each.references, each.repr, each.status.toPython())));
        return new Reply.Result(all);
    }

    /**
     * Reads what {@link #FUNCTION} returned.
     *
     * @throws PickleException when it is something else
     */
    public static List<ObjectDescription> readList(@Nullable Object value) {
        if (!(value instanceof List<?> items)) {
            throw ReplyShape.unfit("the result of " + FUNCTION, value, "a list");
        }
        return items.stream().map(ObjectDescription::read).toList();
    }

    private static ObjectDescription read(@Nullable Object value) {
        if (value instanceof PyTuple parts && parts.size() == PARTS && parts.get(1) instanceof Integer references) {
            String ident = ReplyShape.text("an object's ident", parts.get(0));
            String repr = ReplyShape.text("an object's repr", parts.get(2));
            return new ObjectDescription(ident, references, repr, ObjectStatus.read(parts.get(PARTS - 1)));
        }
        throw ReplyShape.unfit("the description of an object", value, "a tuple (ident, references, repr, status)");
    }

    /** Reads the text that {@code debug_info} of CPython's managers returns. */
    public static List<ObjectDescription> parse(String text) {
        List<ObjectDescription> objects = new ArrayList<>();
        Matcher head = HEAD.matcher(text);
        boolean more = head.find();
        while (more) {
            String ident = head.group("ident");
            int references = Integer.parseInt(head.group("references"));
            int begin = head.end();
            more = head.find();
            String repr = text.substring(begin, more ? head.start() : text.length());
            objects.add(new ObjectDescription(ident, references, repr.strip(), ObjectStatus.NONE));
        }
        return List.copyOf(objects);
    }
}
