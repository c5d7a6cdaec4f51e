using System.Globalization;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Setup;

/// <summary>What options of a setup demand of each other. Ranges of single options are the table's business, what the engine cannot do that of <see cref="SetupSupport"/>.</summary>
public static class SetupRules
{
    /// <summary>Everything that is wrong, in the order of the options; without lines.</summary>
    public static IEnumerable<SetupDiagnostic> Check(TestSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return Placement(setup)
            .Concat(Counts(setup))
            .Concat(AuthenticationRules.Check(setup))
            .Concat(Proposals(setup.Ike))
            .Concat(Lifetimes(setup))
            .Concat(setup.Children.SelectMany((child, position) => Child(setup, child, $"childlist[{position}]")))
            .Concat(Pools(setup.Pool))
            .Concat(Pings(setup))
            .Concat(SetupSupport.Check(setup));
    }

    private static IEnumerable<SetupDiagnostic> Placement(TestSetup setup)
    {
        if (setup.Role == TestRole.Client)
        {
            if (setup.FirstClientAddress is not { } first)
            {
                yield return Error("startclntaddr", "is required of a client, for example 10.10.10.100/24");
            }
            else if (AddressSteps.Step(first.Address, 1, ((ulong)setup.NumberOfTunnels * (ulong)setup.Mobike.AddressesOfTunnel) - 1) is null)
            {
                yield return Error("startclntaddr", $"{(long)setup.NumberOfTunnels * setup.Mobike.AddressesOfTunnel} addresses from {first.Address} on do not exist");
            }

            if (setup.PeerAddress is not { } peer)
            {
                yield return Error("peeraddr", "is required of a client: the address of the gateway");
            }
            else if (peer.IsUnspecified)
            {
                yield return Error("peeraddr", $"{peer} is nobody's address");
            }
            else if (setup.FirstClientAddress is { } client && client.Address.IsIpv6 != peer.IsIpv6)
            {
                yield return Error("peeraddr", "is not of the family of startclntaddr");
            }
        }

        if (setup.InterfaceName.Length == 0)
        {
            yield return Warning("bindifname", "is not said: addresses are used as the host has them, and none are added");
        }

        var ports = setup.Runner;
        if (ports.OwnPort == ports.OwnNatTraversalPort)
        {
            yield return Error("setup.own_natt_port", "must differ from setup.own_port");
        }
    }

    private static IEnumerable<SetupDiagnostic> Counts(TestSetup setup)
    {
        if (setup.Flap.Tunnels > setup.NumberOfTunnels)
        {
            yield return Error("flapconf.numoftunnel", $"is {setup.Flap.Tunnels}, but there are {setup.NumberOfTunnels} tunnels");
        }

        if (setup.Flap.MinimumInterval > setup.Flap.MaximumInterval)
        {
            yield return Error("flapconf.minflapinterval", "is longer than maxflapinterval");
        }
    }

    private static IEnumerable<SetupDiagnostic> Proposals(IkeSetup ike)
    {
        foreach (var finding in Ciphers("ikeconf.ikeencyptalg", ike.Encryption, "ikeconf.ikeintegrityalg", ike.Integrity).Concat(PostQuantumKey(ike.Ppk)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<SetupDiagnostic> PostQuantumKey(PpkSetup ppk)
    {
        if (ppk.Id.Length == 0 && ppk.Value.Length > 0)
        {
            yield return Error("ikeconf.ppk.id", "must not be empty beside a value");
        }

        if (ppk.Id.Length == 0 && ppk.Required)
        {
            yield return Error("ikeconf.ppk.ppkrequired", "there is no key: id is empty");
        }

        if (ppk.Id.Length > 0 && SecretText.Read(ppk.Value, out var problem) is null)
        {
            yield return Error("ikeconf.ppk.value", problem);
        }
    }

    private static IEnumerable<SetupDiagnostic> Lifetimes(TestSetup setup)
    {
        if (setup.Ike.MarginTime >= setup.Ike.Lifetime)
        {
            yield return Error("ikeconf.margintime", $"must be shorter than ikelifetime ({GoDuration.Format(setup.Ike.Lifetime)})");
        }

        for (var position = 0; position < setup.Children.Count; position++)
        {
            if (setup.Ike.MarginTime >= setup.Children[position].Lifetime)
            {
                yield return Error($"childlist[{position}].lifetime", $"must be longer than ikeconf.margintime ({GoDuration.Format(setup.Ike.MarginTime)})");
            }
        }
    }

    private static IEnumerable<SetupDiagnostic> Child(TestSetup setup, ChildSetup child, string path)
    {
        foreach (var finding in Ciphers(path + ".encalg", child.Encryption, path + ".integrityalg", child.Integrity)
            .Concat(Selectors(child.OwnSelectors, path + ".ownts", setup.Role == TestRole.Client ? setup.OwnSelectorStep : 0, setup.NumberOfTunnels, "owntsaddrincrease"))
            .Concat(Selectors(child.PeerSelectors, path + ".peerts", setup.Role == TestRole.Client ? setup.PeerSelectorStep : 0, setup.NumberOfTunnels, "peertsaddrincrease")))
        {
            yield return finding;
        }

        if (!child.OwnSelectors.Any(own => child.PeerSelectors.Any(peer => peer.IsIpv6 == own.IsIpv6)))
        {
            yield return Error(path + ".peerts", "has no selector of the family of one in ownts");
        }
    }

    private static IEnumerable<SetupDiagnostic> Selectors(ValueList<SelectorSetup> selectors, string path, ulong step, int tunnels, string stepName)
    {
        for (var position = 0; position < selectors.Count; position++)
        {
            var (selector, place) = (selectors[position], string.Create(CultureInfo.InvariantCulture, $"{path}[{position}]"));
            if (selector.First.IsIpv6 != selector.IsIpv6 || selector.Last.IsIpv6 != selector.IsIpv6)
            {
                yield return Error(place, "has an address that is not of its type");
            }
            else if (selector.First > selector.Last)
            {
                yield return Error(place + ".endaddr", $"{selector.Last} lies before startaddr {selector.First}");
            }
            else if (SelectorSteps.IsStepped(selector) && AddressSteps.Step(selector.Last, step, (ulong)tunnels - 1) is null)
            {
                yield return Error(place + ".endaddr", $"{tunnels} tunnels with {stepName} {step} go past the last address");
            }

            // 65535 to 0 is OPAQUE (RFC 7296 section 3.13.1).
            if (selector.StartPort > selector.EndPort && (selector.StartPort, selector.EndPort) != (ushort.MaxValue, 0))
            {
                yield return Error(place + ".endport", $"{selector.EndPort} is below startport {selector.StartPort}");
            }
        }
    }

    private static IEnumerable<SetupDiagnostic> Ciphers(string encryptionName, ValueList<EncryptionChoice> encryption, string integrityName, ValueList<IntegrityId> integrity)
    {
        if (encryption.Any(static choice => !choice.Id.IsCombinedMode()) && integrity.Count == 0)
        {
            yield return Error(integrityName, $"must not be empty, for {encryptionName} has a cipher without integrity of its own");
        }
    }

    private static IEnumerable<SetupDiagnostic> Pools(PoolSetup pool)
    {
        if (pool.Ipv4 is { } ipv4 && ipv4.Address.IsIpv6)
        {
            yield return Error("poolconf.v4startaddr", "is an IPv6 address");
        }

        if (pool.Ipv6 is { } ipv6 && !ipv6.Address.IsIpv6)
        {
            yield return Error("poolconf.v6startaddr", "is an IPv4 address");
        }

        if (pool.Ipv4Dns.Any(static server => server.IsIpv6))
        {
            yield return Error("poolconf.v4dnslist", "has an IPv6 address");
        }

        if (pool.Ipv6Dns.Any(static server => !server.IsIpv6))
        {
            yield return Error("poolconf.v6dnslist", "has an IPv4 address");
        }
    }

    private static IEnumerable<SetupDiagnostic> Pings(TestSetup setup)
    {
        var ping = setup.Ping;
        if (ping is { AutoAddresses: false, Destination: { } destination, Source: { } source } && destination.IsIpv6 != source.IsIpv6)
        {
            yield return Error("pingconf.srcaddr", "is not of the family of destaddr");
        }

        foreach (var (option, first, step) in new[] { ("pingconf.destaddr", ping.Destination, ping.DestinationStep), ("pingconf.srcaddr", ping.Source, ping.SourceStep) })
        {
            if (first is { } address && AddressSteps.Step(address, step, (ulong)setup.NumberOfTunnels - 1) is null)
            {
                yield return Error(option, $"{setup.NumberOfTunnels} steps of {step} from {address} go past the last address");
            }
        }
    }

    private static SetupDiagnostic Error(string option, string message) => new(0, option, true, message);

    private static SetupDiagnostic Warning(string option, string message) => new(0, option, false, message);
}
