/** What managers and proxies say to each other: requests, replies and tokens of {@code multiprocessing.managers}. */
@NullMarked
package io.picklewire.protocol;

import org.jspecify.annotations.NullMarked;
