using Microsoft.Extensions.Options;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// Who has a right to what. Rows of the options grant; nothing else does, but that root and the agent's own user may
/// everything as long as the options leave it so. Immutable.
/// </summary>
internal sealed class AccessControlList
{
    private const uint Root = 0;
    private const string Everybody = "*";

    // What AllowedUsers and AllowedGroups are short for.
    private const string AllDisplays = NmsecResource.Prefix + ".*.*.*.DISPLAY";

    private readonly uint? _ownUser = OperatingSystem.IsWindows() ? null : NativeMethods.EffectiveUserId;
    private readonly bool _ownersMayAll;
    private readonly List<Row> _rows = [];

    public AccessControlList(IOptions<NmsecOptions> options)
        : this(options.Value, [])
    {
    }

    private AccessControlList(NmsecOptions options, List<string> problems)
    {
        System = SystemName(options);
        _ownersMayAll = options.OwnersMayAll;
        Add(AllDisplays, [.. options.AllowedUsers], [.. options.AllowedGroups], false, problems);
        for (var i = 0; i < options.AccessControl.Length; i++)
        {
            var rule = options.AccessControl[i];
            var found = new List<string>();
            Add(
                rule.Resource,
                Numbers(rule.Users.Where(static name => name != Everybody), "user", SystemAccounts.FindUser, found),
                Numbers(rule.Groups, "group", SystemAccounts.FindGroup, found),
                rule.Users.Contains(Everybody),
                found);
            problems.AddRange(found.Select(problem => $"{NmsecOptions.SectionName}:{nameof(options.AccessControl)}:{i}: {problem}."));
        }
    }

    /// <summary>The name of this system in resources.</summary>
    public string System { get; }

    /// <summary>What is wrong with the options' rows, one sentence each.</summary>
    public static IReadOnlyList<string> Validate(NmsecOptions options)
    {
        var problems = new List<string>();
        if (OperatingSystem.IsWindows() && options.AccessControl.Length > 0)
        {
            // The rows name users, and a Unix socket does not tell who its peer is there.
            return [$"{NmsecOptions.SectionName}:{nameof(options.AccessControl)} cannot be kept on Windows: set the access rights of the socket's folder instead."];
        }

        _ = new AccessControlList(options, problems);
        return problems;
    }

    /// <summary>What a client has a right to.</summary>
    public PeerRights RightsOf(PeerCredentials? peer)
    {
        if (peer is null)
        {
            // Where the system has no peer credentials, whoever may open the socket's file may use it.
            return OperatingSystem.IsLinux() ? PeerRights.None : PeerRights.All;
        }

        return _ownersMayAll && (peer.UserId == Root || peer.UserId == _ownUser)
            ? PeerRights.All
            : new PeerRights(System, [.. _rows.Where(row => row.IsFor(peer)).Select(row => row.Resources)]);
    }

    private static string SystemName(NmsecOptions options)
        => options.SystemName is { Length: > 0 } name ? name : Environment.MachineName.Split('.')[0].ToUpperInvariant();

    private void Add(string resource, HashSet<uint> users, HashSet<uint> groups, bool everybody, List<string> problems)
    {
        if (!ResourcePattern.TryParse(resource, out var pattern, out var problem))
        {
            problems.Add(problem);
            return;
        }

        _rows.Add(new Row(pattern, users, groups, everybody));
    }

    private static HashSet<uint> Numbers(IEnumerable<string> names, string kind, Func<string, uint?> find, List<string> problems)
    {
        var numbers = new HashSet<uint>();
        foreach (var name in names)
        {
            if (uint.TryParse(name, out var number) || (number = find(name) ?? uint.MaxValue) != uint.MaxValue)
            {
                numbers.Add(number);
            }
            else
            {
                problems.Add($"there is no {kind} '{name}'");
            }
        }

        return numbers;
    }

    private sealed record Row(ResourcePattern Resources, HashSet<uint> Users, HashSet<uint> Groups, bool Everybody)
    {
        public bool IsFor(PeerCredentials peer)
            => Everybody || Users.Contains(peer.UserId) || Groups.Contains(peer.GroupId) || peer.Groups.Any(Groups.Contains);
    }
}

/// <summary>What one client has a right to; worked out once for a connection. Immutable.</summary>
internal sealed class PeerRights
{
    private readonly bool _all;
    private readonly string _system = string.Empty;
    private readonly ResourcePattern[] _resources;

    /// <summary>A right to what any of these patterns covers.</summary>
    public PeerRights(string system, ResourcePattern[] resources)
    {
        _system = system;
        _resources = resources;
    }

    private PeerRights(bool all)
    {
        _all = all;
        _resources = [];
    }

    /// <summary>Everything.</summary>
    public static PeerRights All { get; } = new(all: true);

    /// <summary>Nothing.</summary>
    public static PeerRights None { get; } = new(all: false);

    /// <summary>True if the client may use a resource.</summary>
    public bool May(in NmsecResource resource)
    {
        if (_all)
        {
            return true;
        }

        foreach (var pattern in _resources)
        {
            if (pattern.Covers(resource, _system))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if the client may read about a stack.</summary>
    public bool MayDisplay(string stack) => May(NmsecResource.Stack(stack, NmsecAccess.Display));
}
