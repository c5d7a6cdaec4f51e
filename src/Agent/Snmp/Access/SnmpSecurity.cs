using System.Text;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>
/// Who may ask this agent, made once from the options: communities, users with keys localized for this engine, their rights
/// and their personas; and the engine time that all of SNMPv3 here goes by. Nobody, unless configured.
/// </summary>
public sealed class SnmpSecurity : IDisposable
{
    private readonly List<(byte[] Name, bool IsUser, SnmpPersona Persona)> _personas = [];
    private readonly List<UsmCredentials> _credentials = [];
    private readonly TimeProvider _time;
    private readonly long _started;

    /// <summary>Reads the secrets and derives the keys.</summary>
    /// <param name="options">The options; <see cref="SnmpOptionsValidator"/> has accepted them.</param>
    /// <param name="state">Engine id and boots.</param>
    /// <param name="time">The clock of engine time.</param>
    /// <param name="productVersion">What <c>{version}</c> of a persona stands for.</param>
    /// <exception cref="OptionsValidationException">A secret cannot be read or used; every one that cannot is named.</exception>
    public SnmpSecurity(SnmpOptions options, SnmpStateStore state, TimeProvider time, string productVersion = "")
    {
        State = state;
        _time = time;
        _started = time.GetTimestamp();
        var errors = new List<string>();
        var builder = new SnmpRights(options);
        var communities = new List<SnmpCommunity>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var personas = options.Personas.ToDictionary(persona => persona.Name, persona => SnmpPersona.Make(persona, productVersion));
        for (var i = 0; i < options.Communities.Length; i++)
        {
            var entry = options.Communities[i];
            var name = NameOf(entry, i);
            if (ReadCommunity(entry, name, $"Communities[{i}]", seen, errors) is not { } community)
            {
                continue;
            }

            communities.Add(community);
            builder.AddCommunity(name, entry);
            if (personas.TryGetValue(entry.Persona, out var persona))
            {
                _personas.Add((Encoding.UTF8.GetBytes(name), false, persona));
            }
        }

        var users = new List<UsmUser>();
        for (var i = 0; i < options.Users.Length; i++)
        {
            var entry = options.Users[i];
            if (SnmpUserKeys.Read(entry, $"Users[{i}] ({entry.Name})", errors) is not { } credentials)
            {
                continue;
            }

            _credentials.Add(credentials);
            users.Add(credentials.ForEngine(state.EngineId));
            builder.AddUser(entry, credentials.HighestLevel);
            if (personas.TryGetValue(entry.Persona, out var persona))
            {
                _personas.Add((Encoding.UTF8.GetBytes(entry.Name), true, persona));
            }
        }

        if (errors.Count > 0)
        {
            Dispose();
            throw new OptionsValidationException(
                SnmpOptions.SectionName, typeof(SnmpOptions), errors.Select(error => $"{SnmpOptions.SectionName}:{error}"));
        }

        var engine = new UsmEngine(
            state.EngineId, state.EngineBoots, new UsmUserTable(users), new UsmCounters(),
            new UsmEngineOptions { MaximumMessageSize = options.MaximumMessageSize });
        Engine = engine;
        Access = new AgentAccess
        {
            Communities = new CommunityTable(communities),
            AccessControl = builder.Build(),
            Users = users.Count > 0 ? engine : null,
        };
        SomebodyMayAsk = communities.Count + users.Count > 0;
    }

    /// <summary>Whether anybody is configured at all.</summary>
    public bool SomebodyMayAsk { get; }

    /// <summary>Engine id, boots and settings.</summary>
    public SnmpStateStore State { get; }

    /// <summary>What the command responder needs.</summary>
    public AgentAccess Access { get; } = new();

    /// <summary>The security model with its users, as authoritative engine: also what traps are sealed with.</summary>
    public UsmEngine Engine { get; } = null!;

    /// <summary>Seconds since this engine started: snmpEngineTime, and the <c>now</c> of <see cref="Engine"/>.</summary>
    public long EngineTime => (long)EngineAge.TotalSeconds;

    /// <summary>Time since this engine started.</summary>
    public TimeSpan EngineAge => _time.GetElapsedTime(_started);

    /// <summary>The user of that name, with keys for this engine.</summary>
    public UsmUser? FindUser(string name) => Engine.Users.Find(Encoding.UTF8.GetBytes(name));

    /// <summary>The secrets of that user, for another engine that informs are sent to. Null if only localized keys are configured.</summary>
    public UsmCredentials? FindCredentials(string name) => _credentials.Find(entry => entry.Name == name && !entry.AreLocalized);

    /// <summary>What access control calls a community; null for one that nobody may ask with.</summary>
    public string? SecurityNameOf(ReadOnlyMemory<byte> community) => Access.Communities.Find(community.Span)?.SecurityName;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var credentials in _credentials)
        {
            credentials.Dispose();
        }
    }

    /// <summary>The persona that an asker sees.</summary>
    internal SnmpPersona? PersonaOf(in RequestOrigin origin)
    {
        var isUser = origin.Version == SnmpVersion.V3;
        foreach (var (name, ofUser, persona) in _personas)
        {
            if (ofUser == isUser && origin.SecurityName.SequenceEqual(name))
            {
                return persona;
            }
        }

        return null;
    }

    /// <summary>What access control calls a community.</summary>
    internal static string NameOf(SnmpCommunityOptions entry, int position) =>
        entry.Name.Length > 0 ? entry.Name : $"community-{position + 1}";

    private static SnmpCommunity? ReadCommunity(SnmpCommunityOptions entry, string name, string place, HashSet<string> seen, List<string> errors)
    {
        var community = SnmpSecret.Read(entry.Community, entry.CommunityFile, out var error);
        if (error is null && community!.Length is 0 or > CommunityTable.MaximumLength)
        {
            error = $"the first line of {entry.CommunityFile} is not a community of 1 to {CommunityTable.MaximumLength} octets.";
        }

        if (error is null && !seen.Add(Convert.ToHexString(community!)))
        {
            error = "the same community as an entry before it.";
        }

        if (error is not null)
        {
            errors.Add($"{place}: {error}");
            return null;
        }

        return new SnmpCommunity(community, name, entry.Context);
    }
}
