using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// First phase of a SET (RFC 3416 section 4.2.5): says whether the value could be set now. It changes nothing. The type has
/// been checked already.
/// </summary>
/// <returns><see cref="ErrorStatus.NoError"/>, or wrongLength, wrongValue, inconsistentValue, resourceUnavailable ...</returns>
public delegate ErrorStatus MibValueCheck<in TSource>(TSource source, in VarBindValue value);

/// <summary>Second phase of a SET: sets the value. False if that failed, then nothing was changed.</summary>
/// <param name="source">The row or view.</param>
/// <param name="value">The value that was checked.</param>
/// <param name="undo">
/// Called if a later binding of the same request fails: takes the change back and says whether that went well. Null if it
/// cannot be taken back.
/// </param>
public delegate bool MibValueCommit<in TSource>(TSource source, in VarBindValue value, out Func<bool>? undo);

/// <summary>How an object is set.</summary>
/// <param name="Check">The first phase.</param>
/// <param name="Commit">The second phase.</param>
public sealed record MibSetter<TSource>(MibValueCheck<TSource> Check, MibValueCommit<TSource> Commit);
