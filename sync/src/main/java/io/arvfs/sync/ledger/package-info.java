/**
 * What a collection owes the server: dirty, planned, stored, attempted; folded from the journal.
 */
@NullMarked
package io.arvfs.sync.ledger;

import org.jspecify.annotations.NullMarked;
