package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Literals on the command line are what Python's own {@code ast.literal_eval} makes of them. */
class LiteralTest {
    private static final List<String> LITERALS = List.of(
            "0",
            "-5",
            "+7",
            "00",
            "1_000",
            "0x_ff",
            "-0XFF",
            "0o17",
            "0b101",
            "12345678901",
            "123456789012345678901234",
            "1.",
            ".5",
            "-2.5e-3",
            "1e400",
            "1_0.2_5",
            "1E5",
            "-0.0",
            "None",
            "True",
            "False",
            " 5 ",
            "'a'",
            "\"it's\"",
            "''",
            "u'\\u20ac'",
            "'\\U0001f600'",
            "'\\N{EURO SIGN}'",
            "'\\x41\\101\\n\\t\\\\\\''",
            "'\\400'",
            "r'\\n\\''",
            "b'a\\xff\\0'",
            "Rb'\\x'",
            "bR'\\x'",
            "B\"x\"",
            "'tab\\qx'",
            "'line\\\nend'",
            "[]",
            "[1, 'two', [3.5]]",
            "[1,]",
            "()",
            "(1,)",
            "(1)",
            "((1, 2), )",
            "( 1 , 2 )",
            "{}",
            "{1: 'a', 'b': [2]}",
            "{1: 2,}",
            "{1, 2, 1}",
            "{1,}",
            "set()",
            "{(1, 2): {3: ()}}",
            "{1: 'a', 1.0: 'b', True: 'c'}",
            "[{'x': b'\\x00'}, None]");

    private static final List<String> WRONG = List.of(
            "[1",
            "(1, 2",
            "{1: 2",
            "{1: }",
            "{1 2}",
            "[1 2]",
            "[,]",
            "{,}",
            "'a",
            "'\\x4'",
            "'\\u12'",
            "'\\U00110000'",
            "'\\N{no such}'",
            "b'\u00e9'",
            "[a]",
            "[1] 2",
            "{[]: 1}",
            "{{1}}",
            "[007]",
            "[1__0]",
            "[1_]",
            "[0x]",
            "['\\N']",
            "(.)",
            "[1e]",
            "[5x]");

    @Test
    void theyAreAsPythonReadsThem() throws Exception {
        String script =
                "import ast, sys\nfor text in sys.argv[1:]:\n    print(ascii(repr(ast.literal_eval(text.strip()))))\n";
        String[] printed = Pythons.newest()
                .run("import warnings; warnings.simplefilter('ignore')\n" + script, LITERALS.toArray(String[]::new))
                .split("\n", -1);
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < LITERALS.size(); i++) {
            ours.add(LITERALS.get(i) + " is " + Repr.of(Literal.read(LITERALS.get(i))));
            printed[i] = LITERALS.get(i) + " is " + Literal.read(printed[i]);
        }
        assertThat(ours).containsExactlyElementsOf(List.of(printed).subList(0, LITERALS.size()));
    }

    @Test
    void whatPythonRefusesIsRefused() throws Exception {
        String script =
                """
                import ast, sys
                for text in sys.argv[1:]:
                    try:
                        print('%s is %r' % (ascii(text), ast.literal_eval(text)))
                    except (SyntaxError, ValueError, TypeError):
                        pass
                """;
        assertThat(Pythons.newest()
                        .run(
                                "import warnings; warnings.simplefilter('ignore')\n" + script,
                                WRONG.toArray(String[]::new)))
                .isEmpty();
        for (String text : WRONG) {
            assertThatThrownBy(() -> Literal.orText(text)).as(text).isInstanceOf(LiteralException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "hello", "a b", "007", "1.2.3", "10.0.0.1", "5x", "nan", "None!", "none", "-", "@file"})
    void aWordThatLooksLikeNoneIsText(String word) {
        assertThat(Literal.orText(word)).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [1, hello]  | at character 5: 'hello' is no literal; text inside of one has to be quoted
            [1; 2]      | at character 3: found ';', allowed is a comma or ]
            {1: 2, 3}   | at character 9: found '}', allowed is a colon
            'it         | at character 1: a string begins here that does not end; ' is missing
            'it's       | at character 5: found 's', allowed is the end
            {[]: 1}     | at character 1: unhashable type: 'list'
            [007]       | at character 2: an int does not begin with 0; quote it if it is text
            [+]         | at character 2: found '+', allowed is a literal: a number, a quoted string, None, True, False, or one of ( [ {
            b'\u00e9'   | at character 3: bytes have ASCII characters only; write others as \\xNN
            """)
    void aWrongOneSaysWhereAndWhy(String text, String message) {
        assertThatThrownBy(() -> Literal.orText(text)).hasMessage(message);
    }

    @Test
    void bracketsInEachOtherAreBounded() {
        assertThat(Repr.of(Literal.read("[".repeat(199) + "]".repeat(199)))).hasSize(398);
        assertThatThrownBy(() -> Literal.read("[".repeat(100_000)))
                .hasMessage("at character 201: more than 200 brackets in each other");
    }
}
