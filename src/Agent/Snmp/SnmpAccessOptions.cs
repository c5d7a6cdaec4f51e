namespace MyIkev2.Agent.Snmp;

/// <summary>One community of SNMPv1 and SNMPv2c. Exactly one of the first two members is set.</summary>
public sealed class SnmpCommunityOptions
{
    /// <summary>The community itself; prefer <see cref="CommunityFile"/> or an environment variable.</summary>
    public string? Community { get; set; }

    /// <summary>A file whose first line is the community.</summary>
    public string? CommunityFile { get; set; }

    /// <summary>What access control calls whoever uses it, 1 to 32 octets. Empty means <c>community-1</c> for the first one, and so on.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The context (VRF) that it reads. Empty is the default context, which holds all of them.</summary>
    public string Context { get; set; } = string.Empty;

    /// <summary>
    /// Name of one of <see cref="SnmpOptions.Groups"/>. Empty means: reads everything in its context except who may ask
    /// (the tables of users and of access control).
    /// </summary>
    public string Group { get; set; } = string.Empty;

    /// <summary>Name of one of <see cref="SnmpOptions.Personas"/>; empty for none.</summary>
    public string Persona { get; set; } = string.Empty;
}

/// <summary>One user of SNMPv3. Each secret is a password, a file whose first line is the password, or a localized key.</summary>
public sealed class SnmpUserOptions
{
    /// <summary>1 to 32 octets, unique.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary><c>none</c>, <c>MD5</c>, <c>SHA</c>, <c>SHA-224</c>, <c>SHA-256</c>, <c>SHA-384</c> or <c>SHA-512</c>.</summary>
    public string Authentication { get; set; } = "SHA-256";

    /// <summary>At least 8 octets; prefer <see cref="AuthenticationPasswordFile"/> or an environment variable.</summary>
    public string? AuthenticationPassword { get; set; }

    /// <summary>A file whose first line is the password.</summary>
    public string? AuthenticationPasswordFile { get; set; }

    /// <summary>The key in hexadecimal, localized for this engine's id, which then has to be configured.</summary>
    public string? AuthenticationKey { get; set; }

    /// <summary>
    /// <c>none</c>, <c>DES</c>, <c>AES</c> (128), <c>AES-192</c>, <c>AES-256</c>; with <c>-C</c> behind the last two the keys of short
    /// hashes are extended as Cisco does it.
    /// </summary>
    public string Privacy { get; set; } = "AES";

    /// <summary>At least 8 octets; prefer <see cref="PrivacyPasswordFile"/> or an environment variable.</summary>
    public string? PrivacyPassword { get; set; }

    /// <summary>A file whose first line is the password.</summary>
    public string? PrivacyPasswordFile { get; set; }

    /// <summary>The key in hexadecimal, localized for this engine's id, which then has to be configured.</summary>
    public string? PrivacyKey { get; set; }

    /// <summary>
    /// Name of one of <see cref="SnmpOptions.Groups"/>. Empty means: reads everything in every context, at the highest level
    /// that the user has secrets for.
    /// </summary>
    public string Group { get; set; } = string.Empty;

    /// <summary>Name of one of <see cref="SnmpOptions.Personas"/>; empty for none.</summary>
    public string Persona { get; set; } = string.Empty;
}

/// <summary>A named set of objects (vacmViewTreeFamilyTable). The longest subtree decides.</summary>
public sealed class SnmpViewOptions
{
    /// <summary>1 to 32 octets, unique.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// Object identifiers of subtrees, such as <c>1.3.6.1.2.1</c>. A mask in hexadecimal may follow, one bit for each number
    /// from the first: <c>1.3.6.1.2.1.2.2.1.0.5/FFA0</c> is row 5 in all columns of ifTable.
    /// </summary>
    public string[] Include { get; set; } = [];

    /// <summary>Subtrees that are taken out again.</summary>
    public string[] Exclude { get; set; } = [];
}

/// <summary>A group and its rights (vacmAccessTable).</summary>
public sealed class SnmpGroupOptions
{
    /// <summary>1 to 32 octets, unique.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its rights; where several fit a request, the exact context counts before a prefix, then the higher level.</summary>
    public SnmpRightOptions[] Rights { get; set; } = [];
}

/// <summary>What a group may do in a context. An empty view is a right that it does not have; <c>all</c> is everything.</summary>
public sealed class SnmpRightOptions
{
    /// <summary>The context (VRF); with <see cref="ContextIsPrefix"/> the beginning of its name.</summary>
    public string Context { get; set; } = string.Empty;

    /// <summary>Whether every context counts whose name begins with <see cref="Context"/>; an empty one means all of them.</summary>
    public bool ContextIsPrefix { get; set; }

    /// <summary>The lowest level: <c>noAuthNoPriv</c> (all that a community has), <c>authNoPriv</c>, <c>authPriv</c>.</summary>
    public string Level { get; set; } = "authPriv";

    /// <summary>Name of the view that may be read.</summary>
    public string Read { get; set; } = string.Empty;

    /// <summary>Name of the view that may be set.</summary>
    public string Write { get; set; } = string.Empty;

    /// <summary>Name of the view that notifications may show.</summary>
    public string Notify { get; set; } = string.Empty;
}

/// <summary>
/// Another face of the system group, shown to whoever's entry names it, for managers that look at sysDescr before they ask.
/// </summary>
public sealed class SnmpPersonaOptions
{
    /// <summary>Its name, unique.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>sysDescr.0, at most 255 octets; <c>{version}</c> is replaced by the version of the product. Empty leaves the true one.</summary>
    public string SysDescr { get; set; } = string.Empty;

    /// <summary>sysObjectID.0. Empty leaves the true one.</summary>
    public string SysObjectId { get; set; } = string.Empty;
}
