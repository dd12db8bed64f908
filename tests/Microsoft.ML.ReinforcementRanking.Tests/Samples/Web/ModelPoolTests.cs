using FeedServer.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>Replaces models while their engines are in use.</summary>
public sealed class ModelPoolTests
{
    [Fact]
    public void Refresh_WhileARequestGoesOn_DisposesOfTheOldModelWhenItEnds()
    {
        using var folder = FeedFolder.WithModel();
        using var pool = Pool(folder);
        var old = pool.Current;
        var (first, second) = (pool.Borrow(), pool.Borrow());

        folder.ChangeModel(temperature: 2);
        pool.Refresh();

        (pool.Current.Number, pool.Current.Version == old.Version).Should().Be((2, false));
        first.Generation.Should().BeSameAs(old);
        first.Engine.TopActions(new() { Features = new float[9] }, 1).Should().HaveCount(1, "an old model answers the requests that it has");
        first.Dispose();
        old.IsDisposed.Should().BeFalse();
        second.Dispose();
        old.IsDisposed.Should().BeTrue();
        old.TryBorrow().Should().BeNull();
    }

    [Fact]
    public void Dispose_OfALease_ReturnsTheEngineToItsGeneration()
    {
        using var folder = FeedFolder.WithModel();
        using var pool = Pool(folder);
        var old = pool.Borrow();
        folder.ChangeModel(temperature: 2);
        pool.Refresh();
        using var next = pool.Borrow();

        old.Dispose();

        using var another = pool.Borrow();
        another.Engine.Should().NotBeSameAs(old.Engine);
        another.Generation.Should().BeSameAs(next.Generation);
        FluentActions.Invoking(() => old.Engine.TopActions(new() { Features = new float[9] }, 1)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Borrow_OneRequestAfterAnother_UsesOneEngine()
    {
        using var folder = FeedFolder.WithModel();
        using var pool = Pool(folder);
        var first = pool.Borrow();
        first.Dispose();

        using var second = pool.Borrow();

        second.Engine.Should().BeSameAs(first.Engine);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void Refresh_FileThatIsCutOff_KeepsTheModelAndReportsIt(int length)
    {
        using var folder = FeedFolder.WithModel();
        using var pool = Pool(folder);
        var model = File.ReadAllBytes(folder.Settings.ModelPath);

        File.WriteAllBytes(folder.Settings.ModelPath, model[..length]);
        pool.Refresh();
        var (generation, problem, failures) = (pool.Current.Number, pool.Problem, pool.FailureCount);
        File.WriteAllBytes(folder.Settings.ModelPath, model);
        pool.Refresh();

        (generation, failures).Should().Be((1, 1));
        problem.Should().Contain("cannot be read");
        (pool.Current.Number, pool.Problem).Should().Be((1, null), "the file has the model of the generation again");
    }

    [Fact]
    public void Pool_FileThatIsNoModel_CannotStart()
    {
        using var folder = FeedFolder.WithModel();
        File.WriteAllText(folder.Settings.ModelPath, "no model");

        FluentActions.Invoking(() => Pool(folder)).Should().Throw<InvalidDataException>().WithMessage("*model.zip cannot be read*");
    }

    [Fact]
    public async Task Borrow_OnManyThreadsWhileModelsChange_AlwaysGetsAnEngineThatAnswers()
    {
        using var folder = FeedFolder.WithModel();
        using var pool = Pool(folder);
        using var end = new CancellationTokenSource();
        // Threads of their own, because four that are always busy would keep those of the pool from all other tests.
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!end.IsCancellationRequested)
            {
                using var lease = pool.Borrow();
                lease.Engine.SamplePage(new() { Features = new float[9] }, 3, seed: 1).Actions.Should().HaveCount(3);
            }
        }, TaskCreationOptions.LongRunning)).ToArray();

        for (var change = 0; change < 5; change++)
        {
            folder.ChangeModel(temperature: 1.5 + change);
            pool.Refresh();
        }
        await end.CancelAsync();

        await Task.WhenAll(clients);
        pool.Current.Number.Should().Be(6);
    }

    [Fact]
    public async Task Watcher_NewFile_ChangesTheModel()
    {
        using var folder = FeedFolder.WithModel();
        using var pool = Pool(folder);
        using var watcher = new ModelWatcher(pool, folder.Settings);
        await watcher.StartAsync(CancellationToken.None);

        folder.ChangeModel(temperature: 2);
        while (pool.Current.Number == 1)
            await Task.Delay(20);

        pool.Current.Number.Should().Be(2);
        await watcher.StopAsync(CancellationToken.None);
    }

    private static ModelPool Pool(FeedFolder folder) => new(folder.Settings, NullLogger<ModelPool>.Instance);
}
