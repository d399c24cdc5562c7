/**
 * What managers and proxies say to each other: requests, replies and tokens of {@code multiprocessing.managers}.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.protocol;

import org.jspecify.annotations.NullMarked;
