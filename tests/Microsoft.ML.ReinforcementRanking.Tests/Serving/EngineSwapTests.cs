using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using State = Microsoft.ML.ReinforcementRanking.Tests.Serving.ServedLog.State;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests that answers stay those of one model while engines are replaced and disposed of.</summary>
public sealed class EngineSwapTests
{
    private const int Clients = 4;
    private const int CallsPerClient = 500;
    private const int Swaps = 20;

    private static readonly MLContext Context = new(1);

    private static readonly TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>>[] Models =
        [ServedLog.Model, ServedLog.Model.WithTemperature(2)];

    private readonly (string Id, float Probability)[][] _expected = [.. Models.Select((_, model) =>
    {
        using var engine = Create(model).Engine;
        return ServedLog.States.Select(state => Best(engine, state)).ToArray();
    })];

    private Served _current = Create(0);
    private int _different;
    private int _running = Clients;

    [Fact]
    public void TopActions_EnginesAreSwappedAndDisposedOf_AreThoseOfTheEngineThatAnswers()
    {
        _expected[0].Should().NotEqual(_expected[1]);
        Thread[] clients = [.. Enumerable.Range(0, Clients).Select(client => new Thread(() => Call(client)))];
        Array.ForEach(clients, client => client.Start());

        for (var swap = 1; swap <= Swaps || Volatile.Read(ref _running) > 0; swap++)
            Interlocked.Exchange(ref _current, Create(swap)).Engine.Dispose();

        Array.ForEach(clients, client => client.Join());
        _current.Engine.Dispose();
        _different.Should().Be(0);
    }

    private static Served Create(int swap) => new(swap % Models.Length, Context.Model.CreateActionRankingEngine<State>(Models[swap % Models.Length]));

    private static (string Id, float Probability) Best(ActionRankingEngine<State> engine, State state)
        => engine.TopActions(state, 1).Select(action => (action.Id, action.Probability)).Single();

    private void Call(int client)
    {
        for (var call = 0; call < CallsPerClient;)
        {
            var served = Volatile.Read(ref _current);
            var place = (client + call) % ServedLog.States.Length;
            try
            {
                if (Best(served.Engine, ServedLog.States[place]) != _expected[served.Model][place])
                    Interlocked.Increment(ref _different);
                call++;
            }
            catch (ObjectDisposedException)
            {
                // The engine was replaced since it was read, and the next one answers.
            }
        }
        Interlocked.Decrement(ref _running);
    }

    private sealed record Served(int Model, ActionRankingEngine<State> Engine);
}
