namespace MyIkev2.Agent.Cli.Display;

/// <summary>The state tree <c>/ vrf V ike ike-sa</c>: leaves and their order are those of the 6WIND guide. A leaf without a value is left out.</summary>
internal static class IkeSaState
{
    /// <summary>The whole tree: a node per VRF that has SAs.</summary>
    public static IReadOnlyList<StateNode> Of(IkeSaList list) =>
    [
        .. list.IkeSas.GroupBy(static sa => sa.Vrf).Select(vrf => new StateNode("vrf", vrf.Key, [new StateNode("ike", null, [.. vrf.Select(sa => Of(list, sa))])])),
    ];

    private static StateNode Of(IkeSaList list, IkeSaView sa)
    {
        var leaves = new LeafWriter();
        leaves.Add("name", sa.VpnName);
        leaves.Add("version", sa.Version.ToString());
        leaves.Add("state", sa.State);
        leaves.Add("local-address", sa.LocalAddress);
        leaves.Add("remote-address", sa.RemoteAddress);
        leaves.Add("local-port", sa.LocalPort.ToString());
        leaves.Add("remote-port", sa.RemotePort.ToString());
        leaves.Add("local-id", sa.LocalId);
        leaves.Add("remote-id", sa.RemoteId);
        leaves.Add("initiator-spi", sa.InitiatorSpi.ToString("x16"));
        leaves.Add("responder-spi", sa.ResponderSpi.ToString("x16"));
        leaves.AddCipher(sa.Encryption, sa.Integrity);
        leaves.Add("prf-alg", sa.Prf);
        leaves.Add("dh-group", sa.KeyExchange);
        leaves.AddSince(list, "established-time", sa.EstablishedAt);
        leaves.AddUntil(list, "rekey-time", sa.RekeyAt);
        leaves.AddUntil(list, "reauth-time", sa.ReauthenticateAt);
        leaves.Add("udp-encap", sa.UdpEncapsulation);
        leaves.Add("mobike", sa.Mobike);
        leaves.Add("ppk-used", sa.PpkUsed);
        return new StateNode("ike-sa unique-id", sa.UniqueId.ToString(), [.. leaves.Nodes, .. sa.Children.Select(child => Of(list, sa, child))]);
    }

    private static StateNode Of(IkeSaList list, IkeSaView sa, ChildSaView child)
    {
        var leaves = new LeafWriter();
        leaves.Add("name", child.PolicyName);
        leaves.Add("state", child.State);
        leaves.Add("reqid", child.RequestId.ToString());
        leaves.Add("protocol", child.Protocol);
        leaves.Add("udp-encap", child.UdpEncapsulation);
        leaves.Add("mobike", sa.Mobike);
        if (child.IsInstalled)
        {
            leaves.Add("spi-in", child.SpiIn.ToString("x8"));
            leaves.Add("spi-out", child.SpiOut.ToString("x8"));
            leaves.AddCipher(child.Encryption, child.Integrity);
            leaves.Add("dh-group", child.KeyExchange);
            leaves.Add("esn", child.ExtendedSequenceNumbers);
            leaves.Add("bytes-in", child.InBytes.ToString());
            leaves.Add("packets-in", child.InPackets.ToString());
            leaves.Add("bytes-out", child.OutBytes.ToString());
            leaves.Add("packets-out", child.OutPackets.ToString());
            leaves.AddSince(list, "installed-time", child.InstalledAt);
            leaves.AddUntil(list, "rekey-time", child.RekeyAt);
            leaves.AddUntil(list, "life-time", child.ExpiresAt);
        }

        AddSelector(leaves, "local-ts", child.LocalSelectors);
        AddSelector(leaves, "remote-ts", child.RemoteSelectors);
        leaves.Nodes.Add(new StateNode("traffic-selectors", null, [.. Numbered("local-ts", child.LocalSelectors), .. Numbered("remote-ts", child.RemoteSelectors)]));
        leaves.Add("mode", child.Mode);
        return new StateNode("child-sa unique-id", child.UniqueId.ToString(), leaves.Nodes);
    }

    /// <summary>The first selector without a number, as it was when there could be only one.</summary>
    private static void AddSelector(LeafWriter leaves, string name, IReadOnlyList<SelectorView> selectors)
    {
        if (selectors.Count > 0)
        {
            leaves.Nodes.Add(new StateNode(name, null, Leaves(selectors[0]), IsInline: true));
        }
    }

    private static IEnumerable<StateNode> Numbered(string name, IReadOnlyList<SelectorView> selectors) =>
        selectors.Select((selector, index) => new StateNode(name, (index + 1).ToString(), Leaves(selector), IsInline: true));

    private static List<StateNode> Leaves(SelectorView selector)
    {
        var leaves = new LeafWriter();
        leaves.Add("subnet", selector.Addresses);
        leaves.Add("protocol", selector.Protocol);
        leaves.Add("port", selector.Ports);
        return leaves.Nodes;
    }

    /// <summary>Leaves in order; those without a value are left out.</summary>
    private sealed class LeafWriter
    {
        public List<StateNode> Nodes { get; } = [];

        public void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                Nodes.Add(new StateNode(name, value));
            }
        }

        public void Add(string name, bool value) => Add(name, value ? "true" : "false");

        public void AddCipher(string encryption, string integrity)
        {
            if (integrity.Length == 0)
            {
                Add("aead-alg", encryption);
                return;
            }

            Add("enc-alg", encryption);
            Add("auth-alg", integrity);
        }

        public void AddSince(IkeSaList list, string name, DateTimeOffset? moment) => Add(name, moment is { } since ? list.SecondsSince(since).ToString() : string.Empty);

        public void AddUntil(IkeSaList list, string name, DateTimeOffset? moment) => Add(name, moment is { } until ? list.SecondsUntil(until).ToString() : string.Empty);
    }
}
