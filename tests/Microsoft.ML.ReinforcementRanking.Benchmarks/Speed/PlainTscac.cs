using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Represents stage one of TSCAC as the authors released it, written from its description: seven critics without shared weights and one actor for all of them
/// take a step each on the same batch, and lagged copies follow. It is as plain as the description.
/// </summary>
internal sealed class PlainTscac : IDisposable
{
    private const double Discount = 0.99, Lag = 0.001, CloningStrength = 0.001;
    private static readonly double[] Weights = [0.1, 0.1, 0.1, 0.1, 0.1, -0.1, 30];

    private readonly PlainActor _actor = new(), _laggedActor = new();
    private readonly PlainCritic[] _critics = NewCritics(), _laggedCritics = NewCritics();
    private readonly torch.optim.Optimizer _actorOptimizer, _criticOptimizer;
    private readonly Tensor _states, _actions, _nextStates, _rewards, _continues;

    public PlainTscac()
    {
        manual_seed(1);
        const int Rows = AuthorsShape.Rows;
        _states = rand(Rows, AuthorsShape.Features);
        _nextStates = rand(Rows, AuthorsShape.Features);
        _actions = rand(Rows, 1) * AuthorsShape.LargestAction;
        _rewards = rand(Rows, AuthorsShape.Responses);
        _continues = (rand(Rows, 1) > 0.05).to(ScalarType.Float32);
        _actorOptimizer = optim.Adam(_actor.parameters(), lr: 1e-4);
        _criticOptimizer = optim.Adam(_critics.SelectMany(critic => critic.parameters()), lr: 1e-3, weight_decay: 1e-2);
    }

    /// <summary>Returns the seconds of a step, on the mean.</summary>
    public double Measure(int steps, int threads)
    {
        set_num_threads(threads);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var step = 0; step < steps; step++)
            Step();
        return clock.Elapsed.TotalSeconds / steps;
    }

    public void Dispose()
    {
        foreach (var module in (nn.Module[])[_actor, _laggedActor, .. _critics, .. _laggedCritics])
            module.Dispose();
        foreach (var tensor in (Tensor[])[_states, _actions, _nextStates, _rewards, _continues])
            tensor.Dispose();
        _actorOptimizer.Dispose();
        _criticOptimizer.Dispose();
    }

    private void Step()
    {
        using var scope = NewDisposeScope();
        var rows = randint(0, AuthorsShape.Rows, AuthorsShape.Batch, ScalarType.Int64);
        var (states, actions, nextStates) = (_states.index_select(0, rows), _actions.index_select(0, rows), _nextStates.index_select(0, rows));
        TrainCritics(states, actions, Targets(nextStates, _rewards.index_select(0, rows), _continues.index_select(0, rows)));
        TrainActor(states, actions);
        for (var response = 0; response < AuthorsShape.Responses; response++)
            Follow(_laggedCritics[response], _critics[response]);
        Follow(_laggedActor, _actor);
    }

    private Tensor[] Targets(Tensor nextStates, Tensor rewards, Tensor continues)
    {
        using var noGrad = no_grad();
        var nextActions = _laggedActor.forward(nextStates);
        return [.. _laggedCritics.Select((critic, response)
            => rewards.narrow(1, response, 1) + continues * Discount * critic.forward(nextStates, nextActions))];
    }

    private void TrainCritics(Tensor states, Tensor actions, Tensor[] targets)
    {
        var loss = _critics.Select((critic, response) => nn.functional.mse_loss(critic.forward(states, actions), targets[response]))
            .Aggregate((sum, term) => sum + term);
        _criticOptimizer.zero_grad();
        loss.backward();
        _criticOptimizer.step();
    }

    private void TrainActor(Tensor states, Tensor actions)
    {
        var chosen = _actor.forward(states);
        var value = _critics.Select((critic, response) => critic.forward(states, chosen) * Weights[response]).Aggregate((sum, term) => sum + term);
        var loss = -value.mean() + nn.functional.mse_loss(chosen, actions) * CloningStrength;
        _actorOptimizer.zero_grad();
        loss.backward();
        _actorOptimizer.step();
    }

    private static void Follow(nn.Module target, nn.Module source)
    {
        using var noGrad = no_grad();
        foreach (var (lagged, current) in target.parameters().Zip(source.parameters()))
            lagged.copy_(current * Lag + lagged * (1 - Lag));
    }

    private static PlainCritic[] NewCritics() => [.. Enumerable.Range(0, AuthorsShape.Responses).Select(_ => new PlainCritic())];

    /// <summary>Represents the policy: a hidden layer of 32, and a sigmoid that is scaled to the range of actions.</summary>
    private sealed class PlainActor : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _hidden = nn.Linear(AuthorsShape.Features, AuthorsShape.Hidden);
        private readonly Linear _output = nn.Linear(AuthorsShape.Hidden, 1);

        public PlainActor()
            : base(nameof(PlainActor)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _output.forward(nn.functional.relu(_hidden.forward(input))).sigmoid() * AuthorsShape.LargestAction;
    }

    /// <summary>Represents a critic: a hidden layer of 32 over the state, and another one over its output and the action.</summary>
    private sealed class PlainCritic : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear _state = nn.Linear(AuthorsShape.Features, AuthorsShape.Hidden);
        private readonly Linear _hidden = nn.Linear(AuthorsShape.Hidden + 1, AuthorsShape.Hidden);
        private readonly Linear _output = nn.Linear(AuthorsShape.Hidden, 1);

        public PlainCritic()
            : base(nameof(PlainCritic)) => RegisterComponents();

        public override Tensor forward(Tensor state, Tensor action)
        {
            var embedded = nn.functional.relu(_state.forward(state));
            return _output.forward(nn.functional.relu(_hidden.forward(cat([embedded, action], 1))));
        }
    }
}
