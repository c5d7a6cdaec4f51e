using MyIkev2.Engine.Wire;
using Xunit;
using static MyIkev2.Engine.Wire.ExchangeType;

namespace MyIkev2.Engine.Tests.Wire;

public sealed class MessageRulesTests
{
    public static TheoryData<string> Rules { get; } = [.. MessageRules.Rows.Select(rule => rule.Name)];

    /// <summary>Messages the RFCs show, in their notation.</summary>
    [Theory]
    [InlineData(IkeSaInit, false, "SA KE Nonce")]
    [InlineData(IkeSaInit, false, "N SA KE Nonce N N V V")]
    [InlineData(IkeSaInit, true, "SA KE Nonce CERTREQ N")]
    [InlineData(IkeSaInit, true, "N")]
    [InlineData(IkeSaInit, true, "N V")]
    [InlineData(IkeAuth, false, "IDi CERT CERT N CERTREQ IDr AUTH CP SA TSi TSr N")]
    [InlineData(IkeAuth, false, "IDi AUTH SA TSi TSr")]
    [InlineData(IkeAuth, false, "IDi SA TSi TSr")]
    [InlineData(IkeAuth, false, "IDi AUTH")]
    [InlineData(IkeAuth, false, "EAP")]
    [InlineData(IkeAuth, false, "AUTH")]
    [InlineData(IkeAuth, false, "AUTH N")]
    [InlineData(IkeAuth, true, "IDr CERT AUTH CP SA TSi TSr")]
    [InlineData(IkeAuth, true, "IDr AUTH N")]
    [InlineData(IkeAuth, true, "IDr CERT AUTH EAP")]
    [InlineData(IkeAuth, true, "IDr EAP")]
    [InlineData(IkeAuth, true, "EAP")]
    [InlineData(IkeAuth, true, "AUTH SA TSi TSr")]
    [InlineData(IkeAuth, true, "AUTH")]
    [InlineData(IkeAuth, true, "CP SA TSi TSr")]
    [InlineData(IkeAuth, true, "")]
    [InlineData(IkeAuth, true, "N")]
    [InlineData(CreateChildSa, false, "N SA Nonce KE TSi TSr")]
    [InlineData(CreateChildSa, false, "SA Nonce TSi TSr")]
    [InlineData(CreateChildSa, false, "SA Nonce KE")]
    [InlineData(CreateChildSa, true, "SA Nonce KE TSi TSr N")]
    [InlineData(CreateChildSa, true, "SA Nonce KE")]
    [InlineData(CreateChildSa, true, "N")]
    [InlineData(Informational, false, "")]
    [InlineData(Informational, false, "D D N CP")]
    [InlineData(Informational, true, "")]
    [InlineData(Informational, true, "D")]
    [InlineData(IkeIntermediate, false, "KE")]
    [InlineData(IkeIntermediate, true, "KE N")]
    [InlineData(IkeIntermediate, true, "N")]
    [InlineData(IkeFollowupKe, false, "KE N")]
    [InlineData(IkeFollowupKe, true, "KE")]
    [InlineData(IkeFollowupKe, true, "N")]
    public void Message_OfTheRfcs_IsLegal(ExchangeType exchange, bool isResponse, string payloads) =>
        Assert.Null(MessageRules.Check(exchange, isResponse, exchange != IkeSaInit, Message(payloads)));

    [Theory]
    [InlineData(IkeSaInit, false, "KE Nonce", MessageRuleViolationKind.Missing, PayloadType.SecurityAssociation, 0)]
    [InlineData(IkeSaInit, false, "SA KE", MessageRuleViolationKind.Missing, PayloadType.Nonce, 0)]
    [InlineData(IkeSaInit, false, "SA KE Nonce Nonce", MessageRuleViolationKind.TooMany, PayloadType.Nonce, 2)]
    [InlineData(IkeSaInit, false, "SA SA KE Nonce", MessageRuleViolationKind.TooMany, PayloadType.SecurityAssociation, 2)]
    [InlineData(IkeSaInit, false, "SA KE Nonce AUTH", MessageRuleViolationKind.Unexpected, PayloadType.Authentication, 1)]
    [InlineData(IkeSaInit, false, "SA KE Nonce SK", MessageRuleViolationKind.Unexpected, PayloadType.Encrypted, 1)]
    [InlineData(IkeSaInit, false, "N", MessageRuleViolationKind.Missing, PayloadType.SecurityAssociation, 0)]
    [InlineData(IkeSaInit, true, "", MessageRuleViolationKind.Missing, PayloadType.Notify, 0)]
    [InlineData(IkeSaInit, true, "SA KE", MessageRuleViolationKind.Missing, PayloadType.Nonce, 0)]
    [InlineData(IkeAuth, false, "AUTH SA TSi TSr", MessageRuleViolationKind.Missing, PayloadType.IdentificationInitiator, 0)]
    [InlineData(IkeAuth, false, "IDi AUTH SA TSi", MessageRuleViolationKind.Missing, PayloadType.TrafficSelectorResponder, 0)]
    [InlineData(IkeAuth, false, "IDi IDi AUTH SA TSi TSr", MessageRuleViolationKind.TooMany, PayloadType.IdentificationInitiator, 2)]
    [InlineData(IkeAuth, false, "EAP EAP", MessageRuleViolationKind.TooMany, PayloadType.ExtensibleAuthentication, 2)]
    [InlineData(IkeAuth, true, "IDr SA TSi TSr", MessageRuleViolationKind.Missing, PayloadType.Authentication, 0)]
    [InlineData(IkeAuth, true, "IDr AUTH AUTH", MessageRuleViolationKind.TooMany, PayloadType.Authentication, 2)]
    [InlineData(CreateChildSa, false, "SA TSi TSr", MessageRuleViolationKind.Missing, PayloadType.Nonce, 0)]
    [InlineData(CreateChildSa, false, "SA Nonce TSi TSr AUTH", MessageRuleViolationKind.Unexpected, PayloadType.Authentication, 1)]
    [InlineData(CreateChildSa, false, "SA Nonce", MessageRuleViolationKind.Missing, PayloadType.KeyExchange, 0)]
    [InlineData(Informational, false, "SA", MessageRuleViolationKind.Unexpected, PayloadType.SecurityAssociation, 1)]
    [InlineData(Informational, true, "CP CP", MessageRuleViolationKind.TooMany, PayloadType.Configuration, 2)]
    [InlineData(IkeIntermediate, false, "KE KE", MessageRuleViolationKind.TooMany, PayloadType.KeyExchange, 2)]
    [InlineData(IkeFollowupKe, false, "N", MessageRuleViolationKind.Missing, PayloadType.KeyExchange, 0)]
    public void Message_AgainstTheRules_NamesTheNearestFault(
        ExchangeType exchange, bool isResponse, string payloads, MessageRuleViolationKind kind, PayloadType type, int count)
    {
        MessageRuleViolation? violation =
            MessageRules.Check(exchange, isResponse, exchange != IkeSaInit, Message(payloads));
        Assert.Equal((kind, type, count), (violation!.Kind, violation.Payload, violation.Count));
        Assert.Equal((exchange, isResponse), (violation.Rule!.Exchange, violation.Rule.IsResponse));
        Assert.Contains(PayloadCatalog.NotationOf(type), violation.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_SmallestAndLargestMessage_IsLegal(string name)
    {
        MessageRule rule = Find(name);
        Assert.Null(Check(rule, rule.MustBeProtected, Fill(rule, count => count.Minimum)));
        Assert.Null(Check(rule, rule.MustBeProtected, Fill(rule, count => Math.Min(count.Maximum, 3))));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OtherProtection_IsAViolation(string name)
    {
        MessageRule rule = Find(name);
        MessageRuleViolation? violation = Check(rule, !rule.MustBeProtected, Fill(rule, count => count.Minimum));
        Assert.Equal(
            rule.MustBeProtected ? MessageRuleViolationKind.NotProtected : MessageRuleViolationKind.Protected,
            violation!.Kind);
        Assert.Equal(violation.Kind.ToString(), violation.ToString());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_EveryPayloadOnceTooOften_IsAViolation(string name)
    {
        MessageRule rule = Find(name);
        foreach (PayloadCount bounded in rule.Counts.Where(count => count.Maximum < PayloadCount.Unbounded))
        {
            List<Payload> payloads = Fill(rule, count => Math.Min(count.Maximum, 1));
            payloads.Add(Example(bounded.Payload));
            MessageRuleViolation? violation = Check(rule, rule.MustBeProtected, payloads);
            Assert.Equal((MessageRuleViolationKind.TooMany, bounded.Payload), (violation!.Kind, violation.Payload));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_NotifiesVendorIdsAndUnknownPayloads_MayComeAlong(string name)
    {
        MessageRule rule = Find(name);
        List<Payload> payloads = Fill(rule, count => count.Minimum);
        payloads.Insert(0, new VendorIdPayload(default));
        payloads.Add(new NotifyPayload((NotifyType)50000));
        payloads.Add(new UnknownPayload((PayloadType)200, default));
        Assert.Null(Check(rule, rule.MustBeProtected, payloads));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Match_SmallestMessage_GivesItsRule(string name)
    {
        MessageRule rule = Find(name);
        MessageRule? match = MessageRules.Match(
            rule.Exchange, rule.IsResponse, rule.MustBeProtected, Fill(rule, count => count.Minimum), out _);
        Assert.Equal(name, match?.Name);
    }

    [Fact]
    public void Rows_EveryExchangeType_HasBothDirections()
    {
        foreach (ExchangeType exchange in Enum.GetValues<ExchangeType>())
        {
            Assert.Contains(MessageRules.Rows, rule => rule.Exchange == exchange && !rule.IsResponse);
            Assert.Contains(MessageRules.Rows, rule => rule.Exchange == exchange && rule.IsResponse);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UnknownExchange_IsAViolation(bool isResponse) => Assert.Equal(
        MessageRuleViolationKind.UnknownExchange,
        MessageRules.Check((ExchangeType)99, isResponse, wasProtected: true, [])!.Kind);

    private static MessageRule Find(string name) => MessageRules.Rows.Single(rule => rule.Name == name);

    private static MessageRuleViolation? Check(MessageRule rule, bool wasProtected, List<Payload> payloads) =>
        MessageRules.Check(rule.Exchange, rule.IsResponse, wasProtected, payloads);

    private static List<Payload> Fill(MessageRule rule, Func<PayloadCount, int> number) =>
        [.. rule.Counts.SelectMany(count => Enumerable.Repeat(Example(count.Payload), number(count)))];

    private static List<Payload> Message(string notation) =>
    [
        .. notation.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Example(PayloadCatalog.Rows.Single(row => row.Notation == word).Type)),
    ];

    private static Payload Example(PayloadType type) =>
        PayloadSamples.All.First(sample => sample.Payload.Type == type).Payload;
}
