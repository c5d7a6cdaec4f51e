using MyIkev2.NmsecProtocol.Client;

namespace MyIkev2.Agent.Nmsec;

/// <summary>The local IPSec network management interface: a Unix socket that monitoring tools of this host use.</summary>
public sealed class NmsecOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Nmsec";

    /// <summary>Whether the interface is offered.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The socket's path. Its folder is made if it is missing.</summary>
    public string SocketPath { get; set; } = NmsecClientOptions.DefaultSocketPath;

    /// <summary>
    /// The path of a second socket, where the interface of a network security server is spoken: NMsec_GET_CLIENTINFO and
    /// the requests about one of its clients. Empty leaves it closed; <c>/var/sock/nss</c> is where tools look for it.
    /// </summary>
    public string NssSocketPath { get; set; } = string.Empty;

    /// <summary>The socket file's mode, octal.</summary>
    public string SocketMode { get; set; } = "0660";

    /// <summary>The socket file's group id; unset leaves the group of the process.</summary>
    public uint? SocketGroup { get; set; }

    /// <summary>Who has a right to what, row by row; see <see cref="NmsecAccessRule"/>. What no row allows is refused.</summary>
    public NmsecAccessRule[] AccessControl { get; set; } = [];

    /// <summary>User ids with every DISPLAY right: short for a row of <see cref="AccessControl"/>.</summary>
    public uint[] AllowedUsers { get; set; } = [];

    /// <summary>Group ids whose members have every DISPLAY right: short for a row of <see cref="AccessControl"/>.</summary>
    public uint[] AllowedGroups { get; set; } = [];

    /// <summary>Whether root and the agent's own user may do everything without a row of <see cref="AccessControl"/>.</summary>
    public bool OwnersMayAll { get; set; } = true;

    /// <summary>The sysname in resource names; empty takes the host's name up to the first dot, in capitals.</summary>
    public string SystemName { get; set; } = string.Empty;

    /// <summary>The stack (VRF) that a request without a target means.</summary>
    public string DefaultStack { get; set; } = "main";

    /// <summary>Clients served at once.</summary>
    public int MaximumClients { get; set; } = 64;

    /// <summary>How long a client waits for the agent to become ready before it is sent away.</summary>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may leave an answer unread before it is cut off.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A file with replacements for places, numbers and identifiers of the interface that the published text does not
    /// give; empty for the built-in ones.
    /// </summary>
    public string DialectFile { get; set; } = string.Empty;

    /// <summary>
    /// Replacements for the numbers of message types, by the interface's name: <c>"NMsec_GET_IKETUN": 266</c>. The
    /// published text does not give the numbers; a tool that knows other ones is served by this. Applied over
    /// <see cref="DialectFile"/>.
    /// </summary>
    public Dictionary<string, ushort> MessageTypes { get; } = [];
}
