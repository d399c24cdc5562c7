/** The applications in src/it/consumers: what is packaged, as others use it. */
@NullMarked
package io.picklewire.consumers;

import org.jspecify.annotations.NullMarked;
