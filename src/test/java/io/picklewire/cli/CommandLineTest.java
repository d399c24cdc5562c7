package io.picklewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line cannot mean is one line that says what was found and what is allowed, and exit code 2. */
class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            serve --address nonsense        | picklewire: address "nonsense" is not one; allowed are HOST:PORT, :PORT, [IPV6]:PORT, unix:/PATH and unix:@NAME
            serve --address 127.0.0.1:65536 | picklewire: port 65536 is not one; allowed are 0 to 65535
            serve --address :65536          | picklewire: port 65536 is not one; allowed are 0 to 65535
            serve --address unix:           | picklewire: unix socket path of 0 bytes; allowed are 1 to 107
            serve --address unix:/no/where  | picklewire: unix:/no/where: no such file or directory
            serve --address no.such.invalid:5 | picklewire: no.such.invalid:5: unknown host
            serve --address                 | picklewire serve: Missing required parameter for option '--address' (ADDRESS) (see picklewire serve --help)
            serve --authkey=                | picklewire: the key of --authkey is empty, which everybody knows
            serve --authkey=\ufffd          | picklewire: the key of --authkey has characters that this locale does not; use --authkey-file
            serve --authkey a --authkey-file b | picklewire: --authkey and --authkey-file exclude each other
            serve --linger -1               | picklewire: --linger -1.0: must be a number of seconds from 0 to 86400
            serve --linger NaN              | picklewire: --linger NaN: must be a number of seconds from 0 to 86400
            serve --linger 5s               | picklewire serve: Invalid value for option '--linger': '5s' is not a double (see picklewire serve --help)
            serve --queue 1a                | picklewire: '1a' is not a name that Python can call: letters, digits and underscores, starting with no digit
            serve --list a-b                | picklewire: 'a-b' is not a name that Python can call: letters, digits and underscores, starting with no digit
            serve --list a:3                | picklewire: 'a:3' is not a name that Python can call: letters, digits and underscores, starting with no digit
            serve --dict class              | picklewire: 'class' is a keyword of Python; choose another name
            serve --dict print              | picklewire: 'print' is a keyword of Python; choose another name
            serve --namespace connect       | picklewire: 'connect' is a name of SyncManager's own; choose another one
            serve --queue _create           | picklewire: '_create' is a name of SyncManager's own; choose another one
            serve --queue q --queue q:3     | picklewire: 'q' is registered twice
            serve --queue q --list q        | picklewire: 'q' is registered twice
            serve --queue q:-1              | picklewire: 'q:-1': the maximum size must be a number from 0 (unbounded) on
            serve --queue q:                | picklewire: 'q:': the maximum size must be a number from 0 (unbounded) on
            serve --queue q:1.5             | picklewire: 'q:1.5': the maximum size must be a number from 0 (unbounded) on
            serve --queue q:2147483648      | picklewire: 'q:2147483648': the maximum size must be a number from 0 (unbounded) on
            serve --queue :3                | picklewire: '' is not a name that Python can call: letters, digits and underscores, starting with no digit
            serve --object q                | picklewire: --object 'q': NAME=TYPE or NAME=TYPE:ARGS is expected
            serve --object q=Queue:lease    | picklewire: --object 'q=Queue:lease': only --queue NAME:lease makes a queue that lends
            serve --object a=Array:i,[1     | picklewire: --object 'a=Array:i,[1': at character 3: found the end, allowed is a comma or ]
            serve --max-deliveries 3        | picklewire: --max-deliveries is for queues that lend: give one, --queue NAME:lease, or leave it out
            serve --lease-seconds 3         | picklewire: --lease-seconds is for queues that lend: give one, --queue NAME:lease, or leave it out
            serve --data=                   | picklewire: --data '': a folder is expected
            serve --data pom.xml            | picklewire: the store pom.xml cannot be there: that is a file, and no folder
            serve --object s=Semaphore:-1   | picklewire: --object 's=Semaphore:-1': semaphore initial value must be >= 0
            serve --object l=Lock:1,2       | picklewire: --object 'l=Lock:1,2': lock expected 0 arguments, got 2
            serve --object g=defaultdict:x  | picklewire: --object 'g=defaultdict:x': defaultdict(...) names <built-in function x>, which this manager cannot call; it can call bool, bytes, dict, float, frozenset, int, list, set, str, tuple
            serve --type q=Queue:5          | picklewire: --type 'q=Queue:5': a type takes its arguments from the client
            serve --minimum-digest md6      | picklewire serve: Invalid value for option '--minimum-digest': 'md6' is none; allowed are md5, sha256, sha384, sha3_256, sha3_384 (see picklewire serve --help)
            serve --socket-mode 888         | picklewire serve: Invalid value for option '--socket-mode' (MODE): '888' is no mode; allowed are three octal digits, such as 0600 (see picklewire serve --help)
            serve --event-loops 0           | picklewire: number of event loops 0; allowed is 1 and more
            serve --max-objects 0           | picklewire: at most 0 objects of a process and 0 in all; allowed is 1 and more, and no fewer in all
            serve --bogus                   | picklewire serve: Unknown option: '--bogus' (see picklewire serve --help)
            serve extra                     | picklewire serve: Unmatched argument at index 1: 'extra' (see picklewire serve --help)
            call                            | picklewire call: Missing required parameter: 'TYPEID' (see picklewire call --help)
            call q                          | picklewire: no key: give --authkey or --authkey-file, or set PICKLEWIRE_AUTHKEY
            call --authkey k --address x q  | picklewire: address "x" is not one; allowed are HOST:PORT, :PORT, [IPV6]:PORT, unix:/PATH and unix:@NAME
            call --authkey k --timeout 0 q  | picklewire: --timeout 0.0: must be a number of seconds above 0, up to 31536000
            call --authkey k --timeout x q  | picklewire call: Invalid value for option '--timeout': 'x' is not a double (see picklewire call --help)
            call --authkey k --address 127.0.0.1:1 q | picklewire: 127.0.0.1:1: connection refused
            call --authkey k q --json       | picklewire: options come before TYPEID; --json came after it
            call --authkey k --methods q get | picklewire: --methods calls none; get is one too many
            call --authkey k q put [1       | picklewire: argument [1: at character 3: found the end, allowed is a comma or ]
            call --authkey k q put a=1 a=2  | picklewire: argument a=2: there are two of that name
            call --authkey k q put a=1 2    | picklewire: argument 2: it follows a keyword argument, and has no name
            call --authkey k q put \ufffd   | picklewire: argument \ufffd: it has characters that this locale does not; write them as '\\uNNNN'
            info                            | picklewire: no key: give --authkey or --authkey-file, or set PICKLEWIRE_AUTHKEY
            info --authkey k --address 127.0.0.1:1 | picklewire: 127.0.0.1:1: connection refused
            info extra                      | picklewire info: Unmatched argument at index 1: 'extra' (see picklewire info --help)
            relay --authkey k --to 127.0.0.1:0 | picklewire: --to 127.0.0.1:0: a server has a port from 1 to 65535
            relay --authkey k --to 127.0.0.1:1 --address 127.0.0.1:1 | picklewire: --to 127.0.0.1:1: there the relay itself is to listen
            serve --authkey k --workers -1  | picklewire: --workers -1: must be 0 or more
            serve --authkey k --python p    | picklewire: --python and --main are for the workers that --workers NUMBER allows
            serve --authkey k --workers 1 --main f | picklewire: --main FILE needs --python PYTHON, which is to run it
            serve --authkey k --pool jobs:x | picklewire: --pool 'jobs:x': the number of retries must be a number
            workers --authkey k --address 127.0.0.1:1 2 | picklewire: 127.0.0.1:1: connection refused
            bogus                           | picklewire: Unmatched argument at index 0: 'bogus' (see picklewire --help)
            ''                              | picklewire: say what to do: serve, call, info, workers or relay (see picklewire --help)
            """)
    void isRefused(String arguments, String message) {
        StringWriter output = new StringWriter();
        StringWriter error = new StringWriter();
        CommandLine command = MainCommand.commandLine("")
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(error, true));

        int exitCode = command.execute(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

        assertThat(error.toString()).isEqualTo(message + System.lineSeparator());
        assertThat(output.toString()).isEmpty();
        assertThat(exitCode).isEqualTo(2);
    }
}
