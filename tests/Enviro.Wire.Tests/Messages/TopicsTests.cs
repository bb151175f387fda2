namespace Enviro.Wire.Tests;

public sealed class TopicsTests
{
    [Fact]
    public void A_node_publishes_up_and_listens_down()
    {
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/up/reading", Topics.ReadingOf("urn:dev:mac:0024befffe804ff1"));
        Assert.Equal("enviro/v1/urn:dev:mac:0024befffe804ff1/down/ack", Topics.AckOf("urn:dev:mac:0024befffe804ff1"));
    }
}
