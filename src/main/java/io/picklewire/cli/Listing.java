package io.picklewire.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects of a manager, as its {@code debug_info} lists them.
 *
 * @param objects in its order
 */
record Listing(List<Entry> objects) {
    private static final Pattern HEAD =
            Pattern.compile("^  (?<ident>\\S+):       refcount=(?<references>-?\\d+)$", Pattern.MULTILINE);
    private static final String INDENT = "    ";

    /**
     * One object.
     *
     * @param ident its ident
     * @param references how many proxies refer to it
     * @param repr how Python prints it, at most 75 characters of that
     * @param state who holds it, who waits and so on; empty where the manager tells nothing, as Python's own does
     */
    record Entry(String ident, int references, String repr, String state) {}

    /** Reads what {@code debug_info} returned. Source: CPython's {@code Server.debug_info}. */
    static Listing read(String text) {
        List<Entry> entries = new ArrayList<>();
        Matcher head = HEAD.matcher(text);
        boolean more = head.find();
        while (more) {
            String ident = head.group("ident");
            int references = Integer.parseInt(head.group("references"));
            int begin = head.end();
            more = head.find();
            String about = text.substring(begin, more ? head.start() : text.length());
            entries.add(entry(ident, references, about.strip()));
        }
        return new Listing(List.copyOf(entries));
    }

    /** A last line that is indented like the first one is this project's addition; what Python prints has none. */
    private static Entry entry(String ident, int references, String about) {
        int last = about.lastIndexOf("\n" + INDENT);
        String repr = last < 0 ? about : about.substring(0, last);
        String state = last < 0 ? "" : about.substring(last).strip();
        return new Entry(ident, references, repr, state);
    }
}
