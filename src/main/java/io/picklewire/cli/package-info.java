/**
 * The program: {@code picklewire}.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.cli;

import org.jspecify.annotations.NullMarked;
