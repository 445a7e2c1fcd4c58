/** What a commit sends, and what Arvados will make of it. */
@NullMarked
package io.arvfs.sync.plan;

import org.jspecify.annotations.NullMarked;
