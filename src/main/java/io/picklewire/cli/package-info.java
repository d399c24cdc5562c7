/** The program: {@code picklewire}. */
@NullMarked
package io.picklewire.cli;

import org.jspecify.annotations.NullMarked;
