package io.arvfs.sync.upload;

import io.arvfs.sync.arvados.Locator;
import java.io.IOException;

/** Who has the permission to read one block. */
@FunctionalInterface
public interface LocatorSupplier {

  /** The newest locator known. */
  Locator locator() throws IOException;

  /**
   * A newer locator than the one Keep has just refused; asked once. The same one again says that
   * there is none.
   */
  default Locator fresh(Locator refused) throws IOException {
    return refused;
  }
}
