/**
 * The client of managers, CPython's and this project's own: {@link io.picklewire.client.Manager} connects, and gives
 * shared objects as proxies: {@link io.picklewire.client.Proxy} for any object, typed ones in the idiom of
 * {@code java.util} and {@code java.util.concurrent}, and Java interfaces of the application's.
 *
 * <h2>Values</h2>
 *
 * <p>Arguments and results are plain Java values, converted so:
 *
 * <table>
 * <caption>Values in Java and in Python</caption>
 * <tr><th>Java</th><th>Python</th></tr>
 * <tr><td>null</td><td>None; an empty Optional too</td></tr>
 * <tr><td>Boolean</td><td>bool</td></tr>
 * <tr><td>Byte, Short, Integer, Long, BigInteger</td><td>int; it comes as the smallest of the last three</td></tr>
 * <tr><td>Float, Double</td><td>float; it comes as Double</td></tr>
 * <tr><td>BigDecimal</td><td>decimal.Decimal; one that is not finite comes as PyObject</td></tr>
 * <tr><td>String, Character, char[], the name of an enum's constant</td><td>str; with Python 2 unicode unless it is
 * ASCII</td></tr>
 * <tr><td>byte[]</td><td>bytes; bytearray comes so too, and a str of Python 2 that is not ASCII</td></tr>
 * <tr><td>List, other collections, streams, iterators</td><td>list; tuple comes as List too</td></tr>
 * <tr><td>Object[], Map.Entry, PyTuple</td><td>tuple; it comes as PyTuple in keys and sets</td></tr>
 * <tr><td>Set</td><td>set; frozenset comes as Set too</td></tr>
 * <tr><td>Map, records</td><td>dict, in order; a declared record comes from a dict, a named tuple, a dataclass or a
 * tuple</td></tr>
 * <tr><td>short[], int[], long[], float[], double[]</td><td>array.array</td></tr>
 * <tr><td>LocalDate, LocalTime, LocalDateTime</td><td>date, time, datetime, to the microsecond</td></tr>
 * <tr><td>OffsetDateTime, OffsetTime, Instant, ZonedDateTime</td><td>datetime and time with a timezone (Python 3);
 * one with a ZoneInfo comes as ZonedDateTime</td></tr>
 * <tr><td>Duration</td><td>timedelta</td></tr>
 * <tr><td>UUID</td><td>uuid.UUID</td></tr>
 * <tr><td>a proxy</td><td>a proxy for the same object</td></tr>
 * <tr><td>PyObject</td><td>any other object: to be looked into, and sent back unharmed</td></tr>
 * </table>
 *
 * <p>Users' own classes are written and made by Pyrolite's {@code IObjectPickler} and {@code IObjectConstructor}, given
 * to {@link io.picklewire.client.ManagerBuilder}. Nothing else is made because a pickle names it.
 *
 * <h2>Failures</h2>
 *
 * <p>{@link io.picklewire.client.RemoteException} is what Python raised; {@link io.picklewire.client.ManagerException}
 * is a failure on the way, whose subclasses say whether the call may have been carried out;
 * {@link io.picklewire.client.ConversionException} is a result that the declared Java type cannot hold. A Java value that
 * no pickle can hold is a {@code net.razorvine.pickle.PickleException}; then nothing was sent.
 */
@NullMarked
package io.picklewire.client;

import org.jspecify.annotations.NullMarked;
