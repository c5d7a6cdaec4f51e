namespace MyIkev2.Registry;

/// <summary>What front ends with the operator's right may ask. Commands are posted to the owning shards; monitoring never goes this way.</summary>
public interface IEngineControl
{
    /// <summary>
    /// Runs a command to its end: an initiation is over when the SA is up or has failed, a rekey once it was started, a flush once the
    /// DELETEs were sent.
    /// </summary>
    /// <param name="command">What to do.</param>
    /// <param name="progress">Gets each progress line as it happens; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; what was started goes on.</param>
    Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken);

    /// <summary>The keys of one IKE SA and its children, or null when there is none. The caller has checked the right to see secrets.</summary>
    Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken);
}

/// <summary>Configuration in the line grammar, for the command line and the APIs.</summary>
public interface IConfigurationControl
{
    /// <summary><c>show config</c> in all its forms; the lines of the result are the listing.</summary>
    CommandResult Show(ConfigurationQuery query);

    /// <summary>
    /// <c>show config [nodefault] / PATH</c>. Secrets are masked unless <paramref name="revealSecrets"/>; the caller has checked that right.
    /// </summary>
    CommandResult Show(string path, bool withDefaults, bool revealSecrets) =>
        Show(new ConfigurationQuery(path) { WithDefaults = withDefaults, RevealSecrets = revealSecrets });

    /// <summary>
    /// Applies configuration lines (<c>/ PATH VALUE</c>, <c>del / PATH</c>) to a candidate of the running configuration and, when all of it
    /// is valid, makes it the running one and replaces the file. Nothing changes otherwise; the lines of the result name every error.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="validateOnly">Check and change nothing.</param>
    /// <param name="expectedVersion">The version that the caller has seen: with another one running the edit is a conflict. Null for any.</param>
    /// <param name="cancellationToken">Ends the waiting for edits before this one.</param>
    Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly, string? expectedVersion, CancellationToken cancellationToken);

    /// <summary>Reads the configuration's file again and makes it the running one when all of it is valid. Nothing changes otherwise.</summary>
    /// <param name="expectedVersion">As for an edit.</param>
    /// <param name="cancellationToken">Ends the waiting for edits before this reload.</param>
    Task<CommandResult> ReloadAsync(string? expectedVersion, CancellationToken cancellationToken);

    /// <summary>An edit whatever version runs.</summary>
    Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly, CancellationToken cancellationToken) =>
        EditAsync(lines, validateOnly, expectedVersion: null, cancellationToken);

    /// <summary>A reload whatever version runs.</summary>
    Task<CommandResult> ReloadAsync(CancellationToken cancellationToken) => ReloadAsync(expectedVersion: null, cancellationToken);
}

/// <summary>Keys of an IKE SA, copied for one disclosure. Show them and let them go.</summary>
/// <param name="UniqueId">Number of the IKE SA.</param>
/// <param name="SkEi">SK_ei.</param>
/// <param name="SkEr">SK_er.</param>
/// <param name="SkAi">SK_ai, empty with a combined-mode cipher.</param>
/// <param name="SkAr">SK_ar, empty with a combined-mode cipher.</param>
/// <param name="PreSharedKey">The preshared key, empty when none was used.</param>
/// <param name="Children">Keys of its children.</param>
public sealed record IkeKeyDisclosure(
    uint UniqueId,
    byte[] SkEi,
    byte[] SkEr,
    byte[] SkAi,
    byte[] SkAr,
    byte[] PreSharedKey,
    IReadOnlyList<ChildKeyDisclosure> Children)
{
    /// <inheritdoc/>
    public override string ToString() => $"keys of IKE SA #{UniqueId}";
}

/// <summary>Keys of one pair of Child SAs.</summary>
/// <param name="UniqueId">Number of the pair.</param>
/// <param name="EncryptionIn">Encryption key, inbound, salt included.</param>
/// <param name="EncryptionOut">Encryption key, outbound, salt included.</param>
/// <param name="IntegrityIn">Integrity key, inbound; empty with a combined-mode cipher.</param>
/// <param name="IntegrityOut">Integrity key, outbound.</param>
public sealed record ChildKeyDisclosure(uint UniqueId, byte[] EncryptionIn, byte[] EncryptionOut, byte[] IntegrityIn, byte[] IntegrityOut)
{
    /// <inheritdoc/>
    public override string ToString() => $"keys of Child SA #{UniqueId}";
}
