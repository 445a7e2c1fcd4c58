package io.arvfs.sync.arvados;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many copies of one block are stored, and in which classes, over the answers of several
 * services; one service's 200 may mean fewer than were asked for. Confined to one put.
 */
final class ReplicaCount {

  private static final Pattern CONFIRMED = Pattern.compile("([^=,\\s]+)\\s*=\\s*([0-9]{1,6})");

  private final int wanted;
  private final Map<String, Integer> missingByClass = new HashMap<>();
  private int stored;

  ReplicaCount(int wanted, List<String> classes) {
    this.wanted = wanted;
    classes.forEach(name -> missingByClass.put(name, wanted));
  }

  /**
   * Counts one service's 200.
   *
   * @param replicas its {@code X-Keep-Replicas-Stored}; a service that says nothing stored one
   * @param confirmed its {@code X-Keep-Storage-Classes-Confirmed}; a service that says nothing does
   *     not know classes, and then nobody's are waited for
   */
  void add(String replicas, String confirmed) {
    stored += replicas.matches("[0-9]{1,6}") ? Integer.parseInt(replicas) : 1;
    if (confirmed.isEmpty()) {
      missingByClass.clear();
    }
    Matcher each = CONFIRMED.matcher(confirmed);
    while (each.find()) {
      int count = Integer.parseInt(each.group(2));
      missingByClass.computeIfPresent(each.group(1), (_, missing) -> missing - count);
    }
  }

  boolean isEnough() {
    return missing() == 0;
  }

  /** Copies to ask for, in all classes that still miss one. */
  int missing() {
    int most = Math.max(0, wanted - stored);
    for (int missing : missingByClass.values()) {
      most = Math.max(most, missing);
    }
    return most;
  }

  /** The classes that still miss a copy, in the order of their names. */
  List<String> missingClasses() {
    List<String> names = new ArrayList<>(missingByClass.keySet());
    names.removeIf(name -> missingByClass.getOrDefault(name, 0) <= 0);
    names.sort(null);
    return names;
  }

  @Override
  public String toString() {
    return stored + " of " + wanted + " copies";
  }
}
