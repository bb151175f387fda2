namespace Enviro.Wire.Tests;

public sealed class TopicsTests
{
    private const string Node = "urn:dev:mac:0024befffe804ff1";

    [Fact]
    public void A_node_publishes_up_and_listens_down()
    {
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/up/reading", Topics.ReadingOf(Node));
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/up/hello", Topics.HelloOf(Node));
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/up/evidence", Topics.EvidenceOf(Node));
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/down/challenge", Topics.ChallengeOf(Node));
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/down/session", Topics.SessionOf(Node));
    }
}
