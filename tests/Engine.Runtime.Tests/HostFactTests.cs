using System.Net;
using System.Net.NetworkInformation;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests;

/// <summary>What the service tells of the host it runs on and of its one stack.</summary>
public sealed class HostFactTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Capture_OftenWithinASecond_AsksTheSystemOnce()
    {
        var clock = new ManualTimeProvider(Start);
        var asked = 0;
        var interfaces = new HostInterfaces(clock, static () => "tun9", device =>
        {
            Assert.Equal("tun9", device);
            return [Interface($"eth{asked++}")];
        });

        Assert.Same(interfaces.Capture(), interfaces.Capture());
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal("eth0", interfaces.Capture().Single().Name);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("eth1", interfaces.Capture().Single().Name);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Capture_SystemFails_TellsWhatWasKnownBefore()
    {
        var clock = new ManualTimeProvider(Start);
        var fails = true;
        var interfaces = new HostInterfaces(clock, static () => null, _ => fails ? throw new NetworkInformationException() : [Interface("eth0")]);

        Assert.Empty(interfaces.Capture());
        fails = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(interfaces.Capture());
        fails = true;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(interfaces.Capture());
    }

    [Fact]
    public void Capture_ThisHost_HasTheLoopbackUpOncePerAddressInOrder()
    {
        var all = new HostInterfaces(TimeProvider.System, static () => null).Capture();

        var loopback = Assert.Single(all, static address => address.Address.Equals(IPAddress.Loopback));
        Assert.True(loopback.IsUp);
        Assert.False(loopback.IsTunnelDevice);
        Assert.Equal("main", loopback.Stack);
        Assert.True(loopback.Index > 0);
        Assert.Equal(all.Count, all.Select(static address => (address.Index, address.Address)).Distinct().Count());
        Assert.Equal(all.Select(static address => address.Index).Order(), all.Select(static address => address.Index));
        Assert.All(all, static address => Assert.DoesNotContain('%', address.Address.ToString()));
    }

    [Fact]
    public void Capture_DeviceOfTheTunnels_IsMarked()
    {
        var name = new HostInterfaces(TimeProvider.System, static () => null).Capture().First(static address => address.Address.Equals(IPAddress.Loopback)).Name;

        var all = new HostInterfaces(TimeProvider.System, () => name).Capture();

        Assert.All(all, address => Assert.Equal(address.Name == name, address.IsTunnelDevice));
    }

    [Fact]
    public void Stack_EngineDoesNotRun_ProtectsNothing()
    {
        var stack = StackFacts.Of("main", null, EngineConfiguration.Empty);

        Assert.Equal(("main", false, false, StackFilterSet.Default), (stack.Name, stack.IpSecurity, stack.Ipv6Security, stack.FilterSet));
    }

    [Fact]
    public void Stack_EngineRunsWithPolicies_TellsWhatIsInForce()
    {
        var configuration = new SimVpn { Limits = new EngineLimits { NatKeepalive = TimeSpan.FromSeconds(17) } }
            .Build(forA: true, IpAddress.Parse("192.0.2.1"), IpAddress.Parse("198.51.100.1"));
        IkeListener ipv4 = new(new IpEndpoint(IpAddress.Parse("192.0.2.1"), 500), false);
        IkeListener ipv6 = new(new IpEndpoint(IpAddress.Parse("2001:db8::1"), 500), false);

        var stack = StackFacts.Of("main", [ipv4, ipv6], configuration);

        Assert.Equal((true, true, StackFilterSet.Policy), (stack.IpSecurity, stack.Ipv6Security, stack.FilterSet));
        Assert.Equal(TimeSpan.FromSeconds(17), stack.NatKeepaliveInterval);
        Assert.Equal((false, false, false), (stack.FilterLogging, stack.PreDecapsulationFiltering, stack.Fips140));
        Assert.False(StackFacts.Of("main", [ipv4], configuration).Ipv6Security);
    }

    private static InterfaceInfo Interface(string name) => new() { Name = name, Address = IPAddress.Loopback };
}
