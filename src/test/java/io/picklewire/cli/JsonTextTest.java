package io.picklewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.python.Literal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python's values as JSON. */
class JsonTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            None                                | null
            (1, ('a',), [])                     | [1,["a"],[]]
            {3}                                 | [3]
            {'a': 1, 2: 'b', None: 0, True: []} | {"a":1,"2":"b","null":0,"true":[]}
            {(1, 2): {}}                        | {"(1, 2)":{}}
            123456789012345678901234            | 123456789012345678901234
            '"\\u20ac\\n\\\\'                   | "\\"\u20ac\\n\\\\"
            b'a\\xff'                           | "b'a\\\\xff'"
            [1e400, 1.0]                        | ["Infinity",1.0]
            """)
    void aValue(String literal, String json) throws IOException {
        assertThat(JsonText.of(Literal.read(literal))).isEqualTo(json);
    }

    @Test
    void whatIsTooDeepOrWithinItselfIsRefused() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> JsonText.of(itself))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000");
    }
}
