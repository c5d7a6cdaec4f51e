namespace MyIkev2.Interop.Tests.Peers;

/// <summary>One connection of a strongSwan daemon, in the words of its own configuration.</summary>
internal sealed record StrongSwanConnection
{
    public string Name { get; init; } = "lab";

    public required string LocalAddress { get; init; }

    /// <summary>The address to initiate to; null to answer anybody.</summary>
    public string? RemoteAddress { get; init; }

    public required string LocalId { get; init; }

    public required string RemoteId { get; init; }

    public required IReadOnlyList<string> Proposals { get; init; }

    public required string Secret { get; init; }

    public required IReadOnlyList<StrongSwanChild> Children { get; init; }

    /// <summary>Seconds of silence before a liveness check; null for none.</summary>
    public int? DpdDelay { get; init; }

    public string? Childless { get; init; }

    public string? Fragmentation { get; init; }

    public bool ForceEncapsulation { get; init; }

    public string? Unique { get; init; }

    /// <summary>Support MOBIKE, and use whatever own address leads to the other side.</summary>
    public bool Mobike { get; init; }

    /// <summary>Use whatever own address leads to the other side, and answer at all of them.</summary>
    public bool AnyLocalAddress { get; init; }

    /// <summary>Seconds between the time for new SAs and the hard limit; null for the daemon's own choice.</summary>
    public int? OverTime { get; init; }

    /// <summary>Virtual addresses to ask for.</summary>
    public IReadOnlyList<string> VirtualAddresses { get; init; } = [];

    /// <summary>Pools of virtual addresses for who asks.</summary>
    public IReadOnlyList<StrongSwanPool> Pools { get; init; } = [];

    /// <summary>Certificates in place of the preshared key; null for the key.</summary>
    public StrongSwanCertificates? Certificates { get; init; }

    /// <summary>EAP of the side that initiates; null for none.</summary>
    public StrongSwanEap? Eap { get; init; }

    /// <summary>A second proof of the side that initiates; null for none.</summary>
    public StrongSwanSecondProof? SecondProof { get; init; }

    /// <summary>Its post-quantum preshared keys; null for none.</summary>
    public StrongSwanPpk? Ppk { get; init; }

    /// <summary>The body of a load-conn command.</summary>
    public ViciSection ToConnection()
    {
        var children = new ViciSection();
        foreach (var child in Children)
        {
            children.Set(child.Name, child.ToSection());
        }

        var connection = new ViciSection()
            .Set("version", "2")
            .Set("mobike", Mobike ? "yes" : "no")
            .Set("local_addrs", [Mobike || AnyLocalAddress ? "%any" : LocalAddress])
            .Set("over_time", OverTime is { } over ? $"{over}s" : null);
        if (RemoteAddress is not null)
        {
            connection.Set("remote_addrs", [RemoteAddress]);
        }

        connection
            .Set("proposals", Proposals)
            .Set("dpd_delay", DpdDelay is { } delay ? $"{delay}s" : null)
            .Set("childless", Childless)
            .Set("fragmentation", Fragmentation)
            .Set("encap", ForceEncapsulation ? "yes" : null)
            .Set("unique", Unique)
            .Set("ppk_id", Ppk?.Wanted)
            .Set("ppk_required", Ppk is { IsRequired: true } ? "yes" : null)
            .Set("vips", VirtualAddresses)
            .Set("pools", [.. Pools.Select(static pool => pool.Name)])
            .Set("local", Eap?.ToLocal(LocalId, Certificates) ?? Certificates?.ToLocal(LocalId) ?? new ViciSection().Set("auth", "psk").Set("id", LocalId))
            .Set("remote", Eap?.ToRemote(RemoteId, Certificates) ?? new ViciSection().Set("auth", Certificates is null ? "psk" : "pubkey").Set("id", RemoteId))
            .Set("children", children);
        if (SecondProof is { } second)
        {
            connection.Set(second.IsClient ? "local-2" : "remote-2", second.ToSection());
        }

        return new ViciSection().Set(Name, connection);
    }

    /// <summary>The body of a load-shared command.</summary>
    public ViciSection ToSecret() => new ViciSection()
        .Set("id", Name)
        .Set("type", "IKE")
        .Set("data", Secret)
        .Set("owners", [LocalId, RemoteId]);
}

/// <summary>The second proof of the side that initiates (RFC 4739), by EAP with a password.</summary>
/// <param name="Method">strongSwan's name of the method, such as <c>mschapv2</c>.</param>
/// <param name="Id">The IKE identity of that round.</param>
/// <param name="User">The EAP identity.</param>
/// <param name="Password">What strongSwan holds for its password.</param>
/// <param name="IsClient">strongSwan is the side that initiates.</param>
internal sealed record StrongSwanSecondProof(string Method, string Id, string User, string Password, bool IsClient)
{
    public ViciSection ToSection() =>
        new ViciSection().Set("auth", "eap-" + Method).Set("eap_id", IsClient ? User : "%any").Set("id", Id).Set("round", "2");

    /// <summary>The body of a load-shared command for the password.</summary>
    public ViciSection ToSecret() => new ViciSection().Set("id", "second").Set("type", "EAP").Set("data", Password).Set("owners", [User]);
}

/// <summary>A post-quantum preshared key of a strongSwan daemon (RFC 8784).</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Secret">The key.</param>
/// <param name="Wanted">The identity of the key to use; null to take any that the peer wants.</param>
/// <param name="IsRequired">No tunnel without one.</param>
internal sealed record StrongSwanPpk(string Id, string Secret, string? Wanted = null, bool IsRequired = false)
{
    /// <summary>The body of a load-shared command.</summary>
    public ViciSection ToSection() => new ViciSection().Set("id", "ppk-" + Id).Set("type", "PPK").Set("data", Secret).Set("owners", [Id]);
}

/// <summary>Addresses that a daemon hands out, and the attributes that go with them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Addresses">A subnet or a range.</param>
/// <param name="Attributes">Attributes in strongSwan's words, such as <c>dns</c>, with their values.</param>
internal sealed record StrongSwanPool(string Name, string Addresses, params (string Name, string[] Values)[] Attributes)
{
    /// <summary>The body of a load-pool command.</summary>
    public ViciSection ToSection()
    {
        var pool = new ViciSection().Set("addrs", Addresses);
        foreach (var (name, values) in Attributes)
        {
            pool.Set(name, values);
        }

        return new ViciSection().Set(Name, pool);
    }
}

/// <summary>What a strongSwan daemon authenticates with where it has certificates; everything in PEM.</summary>
/// <param name="Own">Its own certificate.</param>
/// <param name="Key">The private key.</param>
/// <param name="Authorities">Authorities: trusted where they issued themselves, sent along where not.</param>
internal sealed record StrongSwanCertificates(string Own, string Key, IReadOnlyList<string> Authorities)
{
    /// <summary>How it signs, in the words of its configuration.</summary>
    public string Authentication { get; init; } = "pubkey";

    public ViciSection ToLocal(string id) => new ViciSection().Set("auth", Authentication).Set("certs", [Own]).Set("id", id);
}

/// <summary>A child of such a connection.</summary>
internal sealed record StrongSwanChild
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> LocalSelectors { get; init; }

    public required IReadOnlyList<string> RemoteSelectors { get; init; }

    public required IReadOnlyList<string> Proposals { get; init; }

    public string Mode { get; init; } = "tunnel";

    /// <summary>AH instead of ESP.</summary>
    public IReadOnlyList<string>? AhProposals { get; init; }

    public string? DpdAction { get; init; }

    public string RekeyTime { get; init; } = "1h";

    /// <summary>Packets of the replay window; null for the daemon's own choice.</summary>
    public int? ReplayWindow { get; init; }

    /// <summary>Compress packets before they are protected.</summary>
    public bool IpCompression { get; init; }

    public ViciSection ToSection() => new ViciSection()
        .Set("local_ts", LocalSelectors)
        .Set("remote_ts", RemoteSelectors)
        .Set(AhProposals is null ? "esp_proposals" : "ah_proposals", AhProposals ?? Proposals)
        .Set("mode", Mode)
        .Set("ipcomp", IpCompression ? "yes" : null)
        .Set("dpd_action", DpdAction)
        .Set("replay_window", ReplayWindow?.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .Set("rekey_time", RekeyTime);
}
