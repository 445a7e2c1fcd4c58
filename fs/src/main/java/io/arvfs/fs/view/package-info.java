/** What a volume shows, and where what it does not know yet comes from. */
@NullMarked
package io.arvfs.fs.view;

import org.jspecify.annotations.NullMarked;
