package io.arvfs.minicluster;

/** The site's settings as they are at this moment; faults can change them while it runs. */
interface Policy {

  boolean versioning();

  /** {@code PreserveVersionIfIdle}: 0 always, negative never. */
  long idleSeconds();

  boolean signing();

  Signer signer();
}
