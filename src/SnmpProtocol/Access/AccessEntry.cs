using System.Text;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Access;

/// <summary>
/// A row of vacmAccessTable (RFC 3415): the rights of a group in contexts, from a security level on. A view that is null is
/// a right that the group does not have.
/// </summary>
public sealed record AccessEntry
{
    /// <summary>Longest context name prefix.</summary>
    public const int MaximumContextLength = 32;

    /// <summary>vacmGroupName.</summary>
    public required string GroupName { get; init; }

    /// <summary>vacmAccessContextPrefix; empty is the default context, or with <see cref="MatchesPrefix"/> every context.</summary>
    public string ContextPrefix { get; init; } = string.Empty;

    /// <summary>vacmAccessContextMatch: prefix(2) instead of exact(1).</summary>
    public bool MatchesPrefix { get; init; }

    /// <summary>vacmAccessSecurityModel.</summary>
    public SecurityModel Model { get; init; } = SecurityModel.Any;

    /// <summary>vacmAccessSecurityLevel: the lowest level that has these rights.</summary>
    public SecurityLevel Level { get; init; } = SecurityLevel.AuthPriv;

    /// <summary>vacmAccessReadViewName.</summary>
    public MibView? ReadView { get; init; }

    /// <summary>vacmAccessWriteViewName.</summary>
    public MibView? WriteView { get; init; }

    /// <summary>vacmAccessNotifyViewName.</summary>
    public MibView? NotifyView { get; init; }

    /// <summary>The view for a kind of access.</summary>
    public MibView? this[ViewKind kind] => kind switch
    {
        ViewKind.Read => ReadView,
        ViewKind.Write => WriteView,
        _ => NotifyView,
    };

    internal byte[] ContextOctets { get; private init; } = [];

    /// <summary>The same row, checked and ready for comparing.</summary>
    /// <exception cref="ArgumentException">A name is too long or a number out of range.</exception>
    internal AccessEntry Prepare()
    {
        AccessName.Check(GroupName, GroupMember.MaximumLength, nameof(GroupName));
        var octets = Encoding.UTF8.GetBytes(ContextPrefix);
        if (octets.Length > MaximumContextLength || !Enum.IsDefined(Level) || !Enum.IsDefined(Model))
        {
            throw new ArgumentException($"The access entry of group {GroupName} is out of range.");
        }

        return this with { ContextOctets = octets };
    }

    internal bool Covers(SecurityModel model, SecurityLevel level, ReadOnlySpan<byte> contextName) =>
        (Model == SecurityModel.Any || Model == model)
        && Level <= level
        && (MatchesPrefix ? contextName.StartsWith(ContextOctets) : contextName.SequenceEqual(ContextOctets));

    /// <summary>
    /// Whether this row counts before another that covers the same request (RFC 3415 section 4, vacmAccessTable): the exact
    /// model, then the exact context, then the longer prefix, then the higher level.
    /// </summary>
    internal bool GoesBefore(AccessEntry other)
    {
        var model = (Model != SecurityModel.Any).CompareTo(other.Model != SecurityModel.Any);
        var exact = (!MatchesPrefix).CompareTo(!other.MatchesPrefix);
        var length = ContextOctets.Length.CompareTo(other.ContextOctets.Length);
        return model != 0 ? model > 0 : exact != 0 ? exact > 0 : length != 0 ? length > 0 : Level > other.Level;
    }
}
