/** Users' Java objects as shared objects: their methods, attributes and collections as Python calls them. */
@NullMarked
package io.picklewire.javaobject;

import org.jspecify.annotations.NullMarked;
