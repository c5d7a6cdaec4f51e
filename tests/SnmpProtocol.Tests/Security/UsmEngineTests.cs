using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

// What is opened, and what is not, in the order of RFC 3414 section 3.2.
public class UsmEngineTests
{
    private readonly UsmFixture _usm = new();

    public static TheoryData<AuthenticationProtocol, PrivacyProtocol, KeyExtension> Pairs()
    {
        var pairs = new TheoryData<AuthenticationProtocol, PrivacyProtocol, KeyExtension>();
        foreach (var authentication in Enum.GetValues<AuthenticationProtocol>().Except([AuthenticationProtocol.None, AuthenticationProtocol.Sha224]))
        {
            foreach (var privacy in Enum.GetValues<PrivacyProtocol>())
            {
                pairs.Add(authentication, privacy, KeyExtension.Blumenthal);
                if (privacy is PrivacyProtocol.Aes192 or PrivacyProtocol.Aes256)
                {
                    pairs.Add(authentication, privacy, KeyExtension.Reeder);
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Open_RequestOfAnotherImplementation_IsAcceptedAndTheAnswerIsReadable(
        AuthenticationProtocol authentication, PrivacyProtocol privacy, KeyExtension extension)
    {
        var usm = new UsmFixture(more: UsmFixture.User("pair", authentication, privacy, extension));
        var manager = UsmFixture.Manager("pair", authentication, privacy, extension);
        for (var padding = 0; padding < 17; padding++)
        {
            var asked = UsmFixture.Get(manager) with { ContextName = new string('c', padding) };
            Assert.Equal(UsmOutcome.Accepted, usm.Engine.Open(asked.Build(manager), usm.PlainText, UsmFixture.Now, out var request));
            Assert.Equal(asked.Pdu, request.PduOctets);
            Assert.Equal(asked.ContextName, System.Text.Encoding.UTF8.GetString(request.ContextName));
            Assert.Equal("pair"u8, request.SecurityName);
            Assert.Equal((4711, 65_507, manager.HighestLevel, 99), (request.MessageId, request.MaximumSize, request.Level, request.RequestId));

            var pdu = SnmpV3Message.PduOf(PduType.Response, 99, UsmFixture.SysDescr);
            var told = SnmpV3Message.Read(usm.Answer(asked.Build(manager), pdu), manager);
            Assert.Equal(pdu, told.Pdu);
            Assert.Equal((4711, manager.HighestLevel, "pair", asked.ContextName), (told.MessageId, told.Level, told.UserName, told.ContextName));
            Assert.Equal((UsmFixture.Boots, UsmFixture.Now), (told.Boots, told.Time));
            Assert.Equal(UsmFixture.EngineId, told.EngineId);
            Assert.Equal(UsmFixture.EngineId, told.ContextEngineId);
            Assert.Equal(0, told.Flags & (byte)V3Flags.Reportable);
        }
    }

    [Fact]
    public void Open_LowerLevelThanTheUserHas_IsAcceptedAtThatLevel()
    {
        var admin = UsmFixture.Admin;
        foreach (var level in Enum.GetValues<SecurityLevel>())
        {
            var message = UsmFixture.Get(admin, level).Build(admin);
            Assert.Equal(UsmOutcome.Accepted, _usm.Engine.Open(message, _usm.PlainText, UsmFixture.Now, out var request));
            Assert.Equal(level, request.Level);
        }
    }

    [Theory]
    [InlineData("guest", SecurityLevel.AuthNoPriv)]
    [InlineData("guest", SecurityLevel.AuthPriv)]
    [InlineData("reader", SecurityLevel.AuthPriv)]
    public void Open_HigherLevelThanTheUserHas_IsAnUnsupportedLevel(string name, SecurityLevel level)
    {
        var forger = UsmFixture.Manager(name, AuthenticationProtocol.Sha1, PrivacyProtocol.Aes128);
        Assert.Equal(UsmOutcome.UnsupportedSecurityLevel, _usm.Open(UsmFixture.Get(forger, level).Build(forger)));
        Assert.Equal(1UL, _usm.Engine.Counters.UnsupportedSecurityLevels);
    }

    [Fact]
    public void Open_EncryptedWithoutAuthentication_IsInvalid()
    {
        var message = UsmFixture.Get(UsmFixture.Guest) with { Flags = 2 | 4 };
        Assert.Equal(UsmOutcome.InvalidMessage, _usm.Open(message.Build()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public void Open_OtherSecurityModel_IsUnknown(int model) =>
        Assert.Equal(UsmOutcome.UnknownSecurityModel, _usm.Open((UsmFixture.Get(UsmFixture.Guest) with { SecurityModel = model }).Build()));

    [Theory]
    [InlineData(0x08)]
    [InlineData(0xF8)]
    public void Open_UnknownFlagBits_AreIgnored(int bits) =>
        Assert.Equal(UsmOutcome.Accepted, _usm.Open((UsmFixture.Get(UsmFixture.Guest) with { Flags = (byte)(bits | 4) }).Build()));

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8000cafe05010203040507")]
    [InlineData("8000cafe050102030405")]
    public void Open_OtherEngineId_IsUnknownWhoeverTheUserIs(string engineId)
    {
        foreach (var user in (string[])["admin", "nobody", ""])
        {
            var message = UsmFixture.Get(UsmFixture.Guest) with { EngineId = Convert.FromHexString(engineId), UserName = user };
            Assert.Equal(UsmOutcome.UnknownEngineId, _usm.Open(message.Build()));
        }

        Assert.Equal((3UL, 0UL), (_usm.Engine.Counters.UnknownEngineIds, _usm.Engine.Counters.UnknownUserNames));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("Admin")]
    [InlineData("admin\0")]
    public void Open_UnknownUser_IsUnknownAtEveryLevel(string name)
    {
        var forger = UsmFixture.Manager(name, AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);
        foreach (var level in Enum.GetValues<SecurityLevel>())
        {
            Assert.Equal(UsmOutcome.UnknownUserName, _usm.Open(UsmFixture.Get(forger, level).Build(forger)));
        }

        Assert.Equal(3UL, _usm.Engine.Counters.UnknownUserNames);
    }

    [Theory]
    [InlineData(AuthenticationProtocol.Sha256, "another secret")]
    [InlineData(AuthenticationProtocol.Sha512, UsmFixture.Password)]
    [InlineData(AuthenticationProtocol.Md5, UsmFixture.Password)]
    public void Open_OtherPasswordOrProtocol_IsAWrongDigest(AuthenticationProtocol protocol, string password)
    {
        var forger = new SnmpV3User("admin", UsmFixture.EngineId, protocol, password);
        Assert.Equal(UsmOutcome.WrongDigest, _usm.Open(UsmFixture.Get(forger, SecurityLevel.AuthNoPriv).Build(forger)));
        Assert.Equal(1UL, _usm.Engine.Counters.WrongDigests);
    }

    /// <summary>Short messages are hashed in one piece and longer ones in three.</summary>
    [Fact]
    public void Open_MessagesOfManyLengths_AreAuthenticatedOverEveryOctet()
    {
        var lengths = new HashSet<int>();
        for (var names = 1; names <= 60; names += names is > 24 and < 34 ? 1 : 8)
        {
            for (var context = 0; context <= 15; context++)
            {
                var request = UsmFixture.Get(UsmFixture.Reader) with
                {
                    Pdu = SnmpV3Message.PduOf(PduType.Get, 99, [.. Enumerable.Repeat(UsmFixture.SysDescr, names)]),
                    ContextName = new string('c', context),
                };
                var message = request.Build(UsmFixture.Reader);
                lengths.Add(message.Length);
                Assert.Equal(UsmOutcome.Accepted, _usm.Open(message));
                message[^1] ^= 1;
                Assert.Equal(UsmOutcome.WrongDigest, _usm.Open(message));
                message[^1] ^= 1;
                message[message.AsSpan().IndexOf("reader"u8) + 9] ^= 1;
                Assert.Equal(UsmOutcome.WrongDigest, _usm.Open(message));
            }
        }

        Assert.Superset(new HashSet<int> { 511, 512, 513 }, lengths);
        Assert.Contains(lengths, static length => length > 800);
    }

    [Fact]
    public void Open_WrongDigestOutOfTime_IsAWrongDigest()
    {
        var forger = new SnmpV3User("admin", UsmFixture.EngineId, AuthenticationProtocol.Sha256, "another secret");
        var message = UsmFixture.Get(forger, SecurityLevel.AuthNoPriv) with { Boots = 0, Time = 0 };
        Assert.Equal(UsmOutcome.WrongDigest, _usm.Open(message.Build(forger)));
    }

    [Theory]
    [InlineData(UsmFixture.Boots, UsmFixture.Now, true)]
    [InlineData(UsmFixture.Boots, UsmFixture.Now - 150, true)]
    [InlineData(UsmFixture.Boots, UsmFixture.Now + 150, true)]
    [InlineData(UsmFixture.Boots, UsmFixture.Now - 151, false)]
    [InlineData(UsmFixture.Boots, UsmFixture.Now + 151, false)]
    [InlineData(UsmFixture.Boots, int.MaxValue, false)]
    [InlineData(UsmFixture.Boots - 1, UsmFixture.Now, false)]
    [InlineData(UsmFixture.Boots + 1, UsmFixture.Now, false)]
    [InlineData(int.MaxValue, UsmFixture.Now, false)]
    [InlineData(0, 0, false)]
    public void Open_Stamp_MustBeInTheTimeWindow(int boots, int time, bool isAccepted)
    {
        var admin = UsmFixture.Admin;
        foreach (var level in (SecurityLevel[])[SecurityLevel.AuthNoPriv, SecurityLevel.AuthPriv])
        {
            var message = UsmFixture.Get(admin, level) with { Boots = boots, Time = time };
            Assert.Equal(isAccepted ? UsmOutcome.Accepted : UsmOutcome.NotInTimeWindow, _usm.Open(message.Build(admin)));
        }

        Assert.Equal(isAccepted ? 0UL : 2UL, _usm.Engine.Counters.NotInTimeWindows);
        var unauthenticated = UsmFixture.Get(UsmFixture.Guest) with { Boots = boots, Time = time };
        Assert.Equal(UsmOutcome.Accepted, _usm.Open(unauthenticated.Build()));
    }

    [Fact]
    public void Open_BootsAtTheirEnd_NothingIsInTheTimeWindow()
    {
        var usm = new UsmFixture(boots: int.MaxValue);
        var reader = UsmFixture.Reader;
        var message = UsmFixture.Get(reader) with { Boots = int.MaxValue };
        Assert.Equal(UsmOutcome.NotInTimeWindow, usm.Open(message.Build(reader)));
        Assert.Equal(int.MaxValue, usm.Engine.BootsAt(1L << 40));
    }

    [Fact]
    public void Open_TimeOverItsEnd_IsAnotherBoot()
    {
        var reader = UsmFixture.Reader;
        const long Round = 1L << 31;
        var message = UsmFixture.Get(reader) with { Boots = UsmFixture.Boots + 1, Time = 20 };
        Assert.Equal(UsmOutcome.Accepted, _usm.Open(message.Build(reader), Round + 20));
        Assert.Equal(UsmOutcome.NotInTimeWindow, _usm.Open(message.Build(reader), Round - 1));
        Assert.Equal((UsmFixture.Boots, UsmFixture.Boots + 1), (_usm.Engine.BootsAt(Round - 1), _usm.Engine.BootsAt(Round)));
    }

    [Theory]
    [InlineData(PrivacyProtocol.Aes128)]
    [InlineData(PrivacyProtocol.Des)]
    public void Open_OtherPrivacyPassword_IsADecryptionError(PrivacyProtocol privacy)
    {
        var usm = new UsmFixture(more: UsmFixture.User("user", AuthenticationProtocol.Sha1, privacy));
        var manager = new SnmpV3User("user", UsmFixture.EngineId, AuthenticationProtocol.Sha1, UsmFixture.Password, privacy, "another secret");
        Assert.Equal(UsmOutcome.DecryptionError, usm.Open(UsmFixture.Get(manager).Build(manager)));
        Assert.Equal(1UL, usm.Engine.Counters.DecryptionErrors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01020304050607")]
    [InlineData("010203040506070809")]
    public void Open_SaltOfOtherLength_IsADecryptionError(string salt)
    {
        var admin = UsmFixture.Admin;
        var message = UsmFixture.Get(admin) with { SaltField = Convert.FromHexString(salt) };
        Assert.Equal(UsmOutcome.DecryptionError, _usm.Open(message.Build(admin)));
    }

    [Fact]
    public void Open_PlainTextWhereTheLevelSaysEncrypted_IsADecryptionError()
    {
        var admin = UsmFixture.Admin;
        var message = UsmFixture.Get(admin, SecurityLevel.AuthNoPriv) with { Flags = 3 | 4 };
        Assert.Equal(UsmOutcome.DecryptionError, _usm.Open(message.Build(admin)));
    }

    [Fact]
    public void Users_Replaced_CountFromTheNextMessageOn()
    {
        var admin = UsmFixture.Admin;
        _usm.Engine.Users = UsmUserTable.Empty;
        Assert.Equal(UsmOutcome.UnknownUserName, _usm.Open(UsmFixture.Get(admin).Build(admin)));
        _usm.Engine.Users = new UsmUserTable(UsmFixture.User("admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128));
        Assert.Equal(UsmOutcome.Accepted, _usm.Open(UsmFixture.Get(admin).Build(admin)));
    }

    [Fact]
    public void Open_TooSmallPlainText_IsAnErrorOfTheCaller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _usm.Engine.Open(new byte[100], new byte[99], 0, out _));

    [Theory]
    [InlineData(4)]
    [InlineData(33)]
    public void Engine_EngineIdOfOtherLength_IsRefused(int length) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new UsmEngine(new byte[length], 1, UsmUserTable.Empty, new UsmCounters()));
}
