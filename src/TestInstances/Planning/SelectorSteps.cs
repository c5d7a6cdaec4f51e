using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>Which traffic selectors differ from tunnel to tunnel.</summary>
internal static class SelectorSteps
{
    /// <summary>Those that name all addresses of their family do not: there is nothing further on.</summary>
    public static bool IsStepped(SelectorSetup selector) =>
        selector.First.Bits != 0 || selector.Last.Bits != (selector.IsIpv6 ? UInt128.MaxValue : uint.MaxValue);

    /// <summary>True when every tunnel has these selectors.</summary>
    public static bool AreShared(ChildSetup child, TestSetup setup) =>
        (setup.OwnSelectorStep == 0 || !child.OwnSelectors.Any(IsStepped)) && (setup.PeerSelectorStep == 0 || !child.PeerSelectors.Any(IsStepped));
}
