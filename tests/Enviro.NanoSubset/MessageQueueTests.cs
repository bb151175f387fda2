using Enviro.Node.Esp32;

namespace Enviro.NanoSubset;

/// <summary>The queue between the program's thread and the link's: in order, never more than it has room for.</summary>
public class MessageQueueTests
{
    [Fact]
    public void Full_is_full_and_order_is_kept_round_the_end()
    {
        MessageQueue queue = new(3);
        for (byte i = 0; i < 20; i++)
        {
            Assert.True(queue.TryPut($"t{i}", [i]));
            Assert.True(queue.TryPut("u", [i]));
            Assert.True(queue.TryPut("v", []));
            Assert.False(queue.TryPut("w", []));

            Assert.True(queue.TryTake(out string topic, out byte[] message));
            Assert.Equal(($"t{i}", i), (topic, Assert.Single(message)));
            queue.Clear();
            Assert.Equal(0, queue.Count);
            Assert.False(queue.TryTake(out _, out _));
        }
    }

    [Fact]
    public async Task Two_threads_lose_and_repeat_nothing()
    {
        const int Count = 20_000;
        MessageQueue queue = new(8);
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task putting = Task.Run(
            () =>
            {
                for (int i = 0; i < Count;)
                {
                    i += queue.TryPut("t", BitConverter.GetBytes(i)) ? 1 : 0;
                }
            },
            stop);
        int next = 0;
        while (next < Count && !stop.IsCancellationRequested)
        {
            if (queue.TryTake(out _, out byte[] message))
            {
                Assert.Equal(next++, BitConverter.ToInt32(message));
            }
        }

        await putting;
        Assert.Equal(Count, next);
    }
}
