using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Credentials;

/// <summary>What the files hold that a setup names: certificates, keys, EAP accounts. Immutable; text forms show no secret.</summary>
public sealed record SetupMaterial
{
    /// <summary>Nothing: of setups that need no files.</summary>
    public static SetupMaterial None { get; } = new();

    /// <summary>Own certificates with their keys. A client's tunnels take them one after the other, from the first again when there are fewer; a gateway takes the first.</summary>
    public ValueList<CertificateCredential> EndEntities { get; init; } = [];

    /// <summary>Who is trusted.</summary>
    public ValueList<KnownCertificate> Authorities { get; init; } = [];

    /// <summary>One account that all tunnels make theirs with <c>&amp;d</c>, or one for each tunnel; empty without EAP.</summary>
    internal ValueList<EapAccount> Accounts { get; init; } = [];

    /// <summary>The EAP method of the clients, where the setup says it.</summary>
    internal AuthenticationKind EapMethodOf(TestSetup setup) => Accounts.Count > 0 ? Accounts[0].Method : SetupAuthentications.KindOf(setup.Runner.EapMethod);

    /// <summary>Clients prove themselves by certificates inside EAP, and the gateway too.</summary>
    internal bool UsesEapTls(TestSetup setup) => SetupAuthentications.UsesAccounts(setup) && EapMethodOf(setup) == AuthenticationKind.EapTls;

    /// <summary>The certificate of a tunnel; null when there are none.</summary>
    internal CertificateCredential? EndEntityOf(int index) => EndEntities.Count == 0 ? null : EndEntities[index % EndEntities.Count];

    /// <summary>The EAP account of a tunnel; null when there are none.</summary>
    internal EapAccount? AccountOf(int index) => Accounts.Count switch
    {
        0 => null,
        1 => Accounts[0].For(index),
        _ => Accounts[index].For(index),
    };
}
