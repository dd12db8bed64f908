using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Evaluates the networks of a policy's blocks in one state after another, for one thread at a time. A network is evaluated once per state, and only if its
/// output is asked for.
/// </summary>
internal sealed class TowerOutputs(StateTowers towers)
{
    private readonly PlanEvaluator? _policy = towers.Policy?.CreateEvaluator();
    private readonly PlanEvaluator? _critics = towers.Critics?.CreateEvaluator();

    // The outputs of the policy, then those that only critics read.
    private readonly float[] _values = new float[towers.Length];

    private NonZeros? _state;
    private bool _isPolicyEvaluated;
    private bool _areCriticsEvaluated;

    /// <summary>Moves to a state, which does not change until the next one is loaded.</summary>
    public void Load(NonZeros state)
    {
        _state = state;
        _isPolicyEvaluated = false;
        _areCriticsEvaluated = false;
    }

    /// <summary>Returns the outputs of the blocks that the logits read, at the places of <see cref="StateTowers.StartOf"/>.</summary>
    public ReadOnlySpan<float> OfPolicy()
    {
        if (!_isPolicyEvaluated)
        {
            _policy?.Evaluate(_state!, [], _values);
            _isPolicyEvaluated = true;
        }
        return _values;
    }

    /// <summary>Returns the outputs of all blocks. Critics can read those of the policy, too.</summary>
    public ReadOnlySpan<float> OfAll()
    {
        OfPolicy();
        if (!_areCriticsEvaluated)
        {
            _critics?.Evaluate(_state!, [], _values.AsSpan(towers.PolicyLength));
            _areCriticsEvaluated = true;
        }
        return _values;
    }
}
