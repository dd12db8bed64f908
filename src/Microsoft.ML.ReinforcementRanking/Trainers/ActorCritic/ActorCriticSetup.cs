using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Translates the options of responses, for either kind of action, into the rewards of the critics, the objectives of the actor, and the multipliers.
/// </summary>
internal sealed class ActorCriticSetup
{
    private const string SumName = "WeightedSum";

    private readonly ActorCriticRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly ResponseWeights _weights;
    private readonly bool _isJoint;

    public ActorCriticSetup(ActorCriticRankingTrainer.Options options, TrainingRun run)
    {
        (_options, _run) = (options, run);
        _isJoint = options.CriticStructureOrDefault == CriticStructure.Joint;
        Responses = options.Roles;
        _weights = new([options.MainWeight, .. options.Responses.Select(response => response.Weight)]);
        Rewards = _isJoint ? [Sum()] : [.. Responses.Select(Single)];
    }

    /// <summary>The responses, of which the main response is the first.</summary>
    public IReadOnlyList<ResponseRole> Responses { get; }

    /// <summary>The reward that each critic learns.</summary>
    public IReadOnlyList<LearnedReward> Rewards { get; }

    /// <summary>The objectives of the actor. Each has a name, and is a sum of critics with the factors that it has by the index of the critic.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<(int Critic, Func<double> Factor)> Parts)> Objectives
    {
        get
        {
            if (_options.ConstraintHandling == ConstraintHandling.Pareto)
                return [.. Rewards.Select(
                    (reward, index) => (reward.Name, Parts: (IReadOnlyList<(int, Func<double>)>)[(index, () => reward.Scale.Deviation)]))];
            return [(SumName,
                [.. Rewards.Select((reward, index) => (index, (Func<double>)(() => reward.Scale.Deviation * (_isJoint ? 1 : _weights.Normalized(index)))))])];
        }
    }

    /// <summary>Plans the stage in which the critics, the policy and the multipliers take steps in turn.</summary>
    public void AddStage(TrainingPlan plan, Func<ActorCriticLearner> create) => plan.Add("actor-critic", _options.NumberOfEpochs, create, learner =>
    {
        foreach (var critic in learner.Critics)
            critic.Finish(_run);
    });

    /// <summary>Returns the options of the critic of a reward.</summary>
    public CriticOptions Critic(LearnedReward reward)
        => new(_run.Training, reward, _options.CriticLearningRate, _options.WeightDecay, _options.TargetUpdateRate, _run.Device);

    /// <summary>Returns the options of the training of the policy beside the critics.</summary>
    /// <param name="values">A function that returns the values of a critic, by its index, on a batch under the current policy: [rows], standardized.</param>
    /// <param name="logRatios">A function that returns log π − log π_β of the rows of a batch: [rows].</param>
    /// <param name="estimates">The estimates of the policy on held-out rows.</param>
    public ActorCriticOptions Learning(Func<TransitionBatch, Func<int, Tensor>> values, Func<TransitionBatch, Tensor> logRatios, PolicyEstimates estimates)
        => new(_options.PolicyLearningRate, _options.WeightDecay, [.. Objectives.Select(objective => objective.Name)], NewMultipliers(values, logRatios),
            estimates);

    /// <summary>Returns the multipliers of RCPO, or null where no response has a bound.</summary>
    private Multipliers? NewMultipliers(Func<TransitionBatch, Func<int, Tensor>> values, Func<TransitionBatch, Tensor> logRatios)
    {
        var bounded = Responses.Zip(_options.Responses.Select(response => response.LowerBound).Prepend(null)).Where(pair => pair.Second is not null).ToArray();
        if (bounded.Length == 0)
            return null;
        ResponseRole[] roles = [.. bounded.Select(pair => pair.First)];
        ReturnScale[] scales = [.. roles.Select(role => Single(role).Scale)];
        var mainDeviation = Single(Responses[0]).Scale.Deviation;
        Constraint[] constraints =
            [.. bounded.Zip(scales,
            (pair, scale) => new Constraint(pair.First.Response, pair.First.Name, pair.Second!.Value, mainDeviation / (scale.Deviation * scale.Deviation)))];
        return new(_weights, constraints, _isJoint ? LoggedValues(roles, logRatios) : CriticValues(roles, scales, values), _options.MultiplierLearningRate);
    }

    private static Func<TransitionBatch, IReadOnlyList<double>> CriticValues(ResponseRole[] roles, ReturnScale[] scales, Func<TransitionBatch,
        Func<int, Tensor>> values) => batch =>
    {
        using var noGrad = no_grad();
        var valuesOf = values(batch);
        return [.. roles.Zip(scales, (role, scale) => scale.Mean + scale.Deviation * MeanOfBatch(valuesOf(role.Response), batch.Weights))];
    };

    /// <summary>
    /// Returns the logged returns of the responses, with capped self-normalized importance weights of each row's action. A joint critic does not
    /// distinguish the responses.
    /// </summary>
    private Func<TransitionBatch, IReadOnlyList<double>> LoggedValues(ResponseRole[] roles, Func<TransitionBatch, Tensor> logRatios)
    {
        var data = _run.Training.Data;
        Column<float>[] returns = [.. roles.Select(role => _run.Training.DiscountedReturns(new Reward(role.Response, role.Sign).Of(data), role.DiscountFactor)
            .Map(value => (float)value, data.Store))];
        return batch =>
        {
            using var noGrad = no_grad();
            var weights = logRatios(batch).exp().AtMost(_options.MaximumImportanceWeight);
            if (batch.Weights is not null)
                weights *= batch.Weights;
            return [.. returns.Select(column => MeanOfBatch(batch.Column(column), weights))];
        };
    }

    /// <summary>Returns the weighted mean over all rows of the batch, also those of other ranks.</summary>
    private static double MeanOfBatch(Tensor values, Tensor? weights) => JointBatch.Sum(Losses.Mean(values, weights)).item<float>();

    private LearnedReward Sum()
    {
        var reward = new Reward([.. Responses.Select(role => (role.Response, (Func<double>)(() => role.Sign * _weights.Normalized(role.Response))))]);
        return LearnedReward.Of(_run.Training, Responses.Count == 1 ? Responses[0].Name : SumName, _options.Discount, 1, reward);
    }

    private LearnedReward Single(ResponseRole role) => LearnedReward.Of(_run.Training, role);
}
