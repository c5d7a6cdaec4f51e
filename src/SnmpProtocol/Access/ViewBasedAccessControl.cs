using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Access;

/// <summary>
/// The view-based access control model (RFC 3415): who may do what with which objects. Made once from the configuration and
/// immutable; what no row allows is refused, so an empty one refuses everything.
/// </summary>
public sealed class ViewBasedAccessControl
{
    private readonly GroupMember[] _members;
    private readonly AccessEntry[] _entries;

    /// <summary>Makes access control from its rows.</summary>
    /// <exception cref="ArgumentException">A row is out of range or there twice.</exception>
    public ViewBasedAccessControl(IEnumerable<GroupMember> members, IEnumerable<AccessEntry> entries)
    {
        _members = members.ToArray();
        _entries = entries.Select(entry => entry.Prepare()).ToArray();
        if (_members.DistinctBy(member => (member.Model, member.SecurityName)).Count() < _members.Length)
        {
            throw new ArgumentException("A security name belongs to one group.", nameof(members));
        }

        if (_entries.DistinctBy(entry => (entry.GroupName, entry.ContextPrefix, entry.Model, entry.Level)).Count() < _entries.Length)
        {
            throw new ArgumentException("Two access entries have the same group, context, model and level.", nameof(entries));
        }

        Views = [.. _entries
            .SelectMany(entry => (MibView?[])[entry.ReadView, entry.WriteView, entry.NotifyView])
            .OfType<MibView>()
            .Distinct()
            .OrderBy(view => view.Name, StringComparer.Ordinal)];
        if (Views.DistinctBy(view => view.Name).Count() < Views.Count)
        {
            throw new ArgumentException("Two views have the same name.", nameof(entries));
        }
    }

    /// <summary>Rows of vacmSecurityToGroupTable.</summary>
    public IReadOnlyList<GroupMember> Members => _members;

    /// <summary>Rows of vacmAccessTable.</summary>
    public IReadOnlyList<AccessEntry> Entries => _entries;

    /// <summary>The views that any entry names.</summary>
    public IReadOnlyList<MibView> Views { get; }

    /// <summary>
    /// Finds the view that decides (RFC 3415 section 3.2, steps 2 to 4). Whether there is such a context is asked before.
    /// </summary>
    public AccessError Check(
        SecurityModel model,
        ReadOnlySpan<byte> securityName,
        SecurityLevel level,
        ReadOnlySpan<byte> contextName,
        ViewKind kind,
        out MibView? view)
    {
        view = null;
        if (FindGroup(model, securityName) is not { } group)
        {
            return AccessError.NoGroupName;
        }

        AccessEntry? best = null;
        foreach (var entry in _entries)
        {
            if (entry.GroupName == group && entry.Covers(model, level, contextName) && (best is null || entry.GoesBefore(best)))
            {
                best = entry;
            }
        }

        if (best is null)
        {
            return AccessError.NoAccessEntry;
        }

        view = best[kind];
        return view is null ? AccessError.NoSuchView : AccessError.None;
    }

    private string? FindGroup(SecurityModel model, ReadOnlySpan<byte> securityName)
    {
        foreach (var member in _members)
        {
            if (member.Model == model && securityName.SequenceEqual(member.SecurityNameOctets))
            {
                return member.GroupName;
            }
        }

        return null;
    }
}
