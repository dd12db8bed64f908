using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class TransitionSamplerTests
{
    [Fact]
    public void Epoch_AnyRows_GivesEveryRowOnceInFullBatchesButTheLast()
    {
        var cases = Gen.Choose(0, 200).Zip(Gen.Choose(1, 50)).Zip(Gen.Choose(0, 1000)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithReplay(7, 9), Prop.ForAll(cases, drawn =>
        {
            var ((count, batchSize), seed) = drawn;
            var rows = Enumerable.Range(10, count).ToArray();
            var sampler = new TransitionSampler(rows, batchSize, seed);

            var batches = sampler.Epoch(0).Select(batch => batch.ToArray()).ToArray();

            batches.Should().HaveCount(sampler.BatchCount);
            batches.SelectMany(batch => batch).Order().Should().Equal(rows);
            batches.SkipLast(1).All(batch => batch.Length == batchSize).Should().BeTrue();
            batches.All(batch => batch.Length > 0).Should().BeTrue();
        }));
    }

    [Fact]
    public void Epoch_SameSeed_SameOrderWhicheverEpochsRanBefore()
    {
        var rows = Enumerable.Range(0, 100).ToArray();
        var resumed = new TransitionSampler(rows, 7, seed: 4);
        var whole = new TransitionSampler(rows, 7, seed: 4);
        _ = Order(whole, 0);

        Order(resumed, 1).Should().Equal(Order(whole, 1));
    }

    [Fact]
    public void Epoch_AnotherSeedOrEpoch_AnotherOrder()
    {
        var rows = Enumerable.Range(0, 100).ToArray();
        var order = Order(new TransitionSampler(rows, 7, seed: 4), 0);

        order.Should().NotEqual(rows);
        Order(new TransitionSampler(rows, 7, seed: 5), 0).Should().NotEqual(order);
        Order(new TransitionSampler(rows, 7, seed: 4), 1).Should().NotEqual(order);
    }

    [Fact]
    public void Epoch_GivenRows_AreLeftAsTheyAre()
    {
        int[] rows = [3, 1, 2];

        _ = Order(new TransitionSampler(rows, 2, seed: 1), 0);

        rows.Should().Equal(3, 1, 2);
    }

    private static int[] Order(TransitionSampler sampler, int epoch) => [.. sampler.Epoch(epoch).SelectMany(batch => batch.ToArray())];
}
