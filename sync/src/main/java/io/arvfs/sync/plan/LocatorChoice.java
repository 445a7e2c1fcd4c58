package io.arvfs.sync.plan;

import io.arvfs.journal.event.BlockId;

/**
 * The locator to send for a block: signed, good for an hour at least, and old enough for a certain
 * prediction ({@link Signing#SURELY_OLDER_SECONDS}); unsigned where the cluster does not sign.
 * Asked once for each block of a plan.
 */
@FunctionalInterface
public interface LocatorChoice {

  /**
   * The locator of {@code block}.
   *
   * @throws IllegalStateException if no such locator is known; the plan cannot be made then
   */
  String locator(BlockId block);
}
