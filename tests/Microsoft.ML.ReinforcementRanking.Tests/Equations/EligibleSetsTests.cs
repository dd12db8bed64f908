using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Compares sums over the eligible actions of each row with the plain form, values and gradients (<see cref="EligibleSets"/>).</summary>
public sealed class EligibleSetsTests
{
    private const double Precision = 1e-5;

    /// <summary>The size of the catalog, the number of rows, and the size of the largest set, for every form in which sets are stored.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 40, 7, 6 }, { 12, 20, 7 }, { 300, 40, 4 }, { 50, 150, 3 }, { 5000, 30, 700 }, { 20_000, 30, 300 }, { 9, 12, 9 },
    };

    [Fact]
    public void Of_AllSizes_HaveEveryFormOfSets()
    {
        Forms().Distinct().Should().HaveCount(4);

        static IEnumerable<(bool, bool)> Forms()
        {
            foreach (var (actions, rows, largest) in ((int, int, int)[])[(40, 7, 6), (12, 20, 7), (300, 40, 4), (50, 150, 3)])
            {
                using var sets = new EligibleSets(actions, rows, largest);
                yield return sets.Form;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void JointTowers_SumsOverSets_AreThoseOfEachRowsOwnSoftmax(int actions, int rows, int largest)
    {
        using var sets = new EligibleSets(actions, rows, largest);
        var (logits, valued) = Sums(sets);
        var towers = new JointTowers([.. logits, .. valued], sets.Batch.States, sets.Candidates);
        var (plainLogits, plainValues) = (sets.Plain(logits), sets.Plain(valued));

        var means = towers.Means(logits, [.. valued, .. logits]);

        ShouldBe(sets.MembersOf(towers.Scores(valued)), cat(plainValues));
        var expected = sets.Stack(row => (plainLogits[row].softmax(0) * plainValues[row]).sum());
        ShouldBe(towers.MeanValues(means, valued), expected);
        ShouldBe(towers.MeanValues(towers.Means(towers.Scores(logits), valued), valued), expected);
        ShouldBe(towers.Entropies(means, logits), sets.Stack(row => -(plainLogits[row].softmax(0) * plainLogits[row].log_softmax(0)).sum()));
        ShouldBe(towers.LogProbabilities(logits, sets.Batch.States, sets.Batch.Actions!), sets.Own([.. plainLogits.Select(row => row.log_softmax(0))]));
        ShouldBe([towers.MeanVariance(valued, logits)], sets.Stack(row => Variance(plainValues[row], plainLogits[row].softmax(0))).mean());
        ShouldBe([towers.MeanVariance(valued, [])], sets.Stack(row => Variance(plainValues[row], zeros_like(plainLogits[row]).softmax(0))).mean());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Select_NumbersOfTheCatalog_AreThoseOfEachRowsMembers(int actions, int rows, int largest)
    {
        using var sets = new EligibleSets(actions, rows, largest);
        var numbers = Numbers(rows, actions);

        var selected = sets.Candidates.Select(numbers);

        ShouldBe(sets.MembersOf(selected), cat([.. Enumerable.Range(0, rows).Select(row =>
            numbers[row].index_select(0, tensor(Array.ConvertAll(sets.Log.Data.EligibleActions![row].ToArray(), action => (long)action))))]));
    }

    [Fact]
    public void Select_SampleOfTheCatalog_IsTheNumbersOfTheDraws()
    {
        using var session = Tabular.OpenTorch(1);
        var sample = new CandidateSet(tensor([2L, 0L, 2L]), Correction: zeros(3));

        ShouldBe(sample.Select(Numbers(2, 3)), tensor([2.0, 0, 2, 5, 3, 5]));
        ShouldBe(CandidateSet.WholeCatalog.Select(Numbers(2, 3)), tensor([0.0, 1, 2, 3, 4, 5]));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void JointTowers_NextRows_SumOverTheSetsOfTheSuccessors(int actions, int rows, int largest)
    {
        using var sets = new EligibleSets(actions, rows, largest);
        var (logits, valued) = Sums(sets);
        var towers = new JointTowers([.. logits, .. valued], sets.Batch.NextStates(), sets.NextCandidates);
        var (plainLogits, plainValues) = (sets.Plain(logits, ofNextRows: true), sets.Plain(valued, ofNextRows: true));

        ShouldBe(towers.MeanValues(towers.Means(logits, valued), valued), sets.Stack(row => (plainLogits[row].softmax(0) * plainValues[row]).sum()));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void CloningLoss_OverSets_HasTheValueAndTheGradientsOfAutograd(int actions, int rows, int largest)
    {
        const double Floor = 0.1;
        using var sets = new EligibleSets(actions, rows, largest);
        var logits = Sums(sets).Logits;

        var loss = new JointTowers(logits, sets.Batch.States, sets.Candidates).CloningLoss(logits, sets.Batch.Actions!, Floor, sets.Batch.Weights);

        Tensor[] plain = [.. sets.Plain(logits).Select(row => row.log_softmax(0))];
        ShouldHaveSameGradients(logits, loss, Losses.Cloning(sets.Own(plain), sets.Stack(row => plain[row].mean()), Floor, sets.Batch.Weights));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void SoftmaxPolicy_OverSets_SumsToOneAndExcludesAllOthers(int actions, int rows, int largest)
    {
        using var sets = new EligibleSets(actions, rows, largest);
        var policy = new NetworkPolicy(sets.Networks[0]);
        Tensor[] plain = [.. sets.Plain([.. policy.Parts]).Select(row => row.log_softmax(0))];

        var probabilities = policy.Probabilities(sets.Batch.States, sets.Candidates);

        ShouldBe(sets.MembersOf(probabilities), cat(plain).exp());
        Tabular.ToArray(probabilities * sets.Candidates.Sets!.Excluded).Should().OnlyContain(probability => probability == 0);
        ShouldBe(probabilities.sum(1), ones(rows));
        ShouldBe(policy.LogProbability(sets.Batch.States, sets.Batch.Actions!, sets.Candidates), sets.Own(plain));
        var logits = policy.Logits(sets.Batch.States, sets.Candidates);
        ShouldBe(policy.LogProbability(sets.Batch.States, sets.Batch.Actions!, sets.Candidates, logits), sets.Own(plain));
        ShouldBe(sets.MembersOf(SoftmaxPolicy.LogProbabilities(logits, sets.Candidates)), cat(plain));
        var uniform = new UniformPolicy(actions).LogProbability(sets.Batch.States, sets.Batch.Actions!, sets.Candidates);
        ShouldBe(uniform, sets.Stack(row => tensor(-(float)Math.Log(plain[row].shape[0]))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Losses_SetsOfOneAction_HaveProbabilityOneAndNoGradient(bool areLookedUp)
    {
        using var sets = new EligibleSets(20, areLookedUp ? 30 : 5, 1);
        var (policy, reference) = (new NetworkPolicy(sets.Networks[0]), new NetworkPolicy(sets.Networks[1]));
        var critic = new CriticEnsemble([sets.Networks[2]]);
        var step = PolicyStep.Of(policy, sets.Batch, sets.Candidates);
        Tensor[] losses =
        [
            new JointTowers(policy.Parts, sets.Batch.States, sets.Candidates).CloningLoss([.. policy.Parts], sets.Batch.Actions!, 1e-3, rowWeights: null),
            new SoftObjective(1).Loss(step, critic),
            new AdvantageWeightedObjective(1, 10).Loss(step, critic),
            new PolicyGradientObjective(new(reference), 1, 10).Loss(step, critic),
        ];

        sets.Form.AreLookedUp.Should().Be(areLookedUp);
        ShouldBe(sets.MembersOf(policy.Probabilities(sets.Batch.States, sets.Candidates)), ones(sets.RowCount));
        foreach (var gradient in autograd.grad([stack(losses).sum()], [.. policy.Network.AllParameters()]))
            ShouldBe(gradient, zeros_like(gradient));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Objectives_OverSets_HaveTheValuesAndTheGradientsOfThePlainForm(int actions, int rows, int largest)
    {
        const double Temperature = 0.7, Cap = 1.5;
        using var sets = new EligibleSets(actions, rows, largest);
        var policy = new NetworkPolicy(sets.Networks[0]);
        var behavior = new BehaviorReference(new NetworkPolicy(sets.Networks[1]));
        var critic = new CriticEnsemble([sets.Networks[2]]) { AdvantageDeviation = 0.5 };
        Tensor[] own = [.. sets.Plain([.. policy.Parts]).Select(row => row.log_softmax(0))];
        Tensor[] reference = [.. sets.Plain([.. behavior.Policy.Parts]).Select(row => row.log_softmax(0).detach())];
        Tensor[] values = [.. sets.Plain([.. critic.Parts]).Select(row => row.Over(0.5).detach())];
        Tensor Expected(Func<int, Tensor> valueOf) => sets.Stack(row => (own[row].exp() * valueOf(row)).sum());
        var weights = sets.Batch.Weights;
        Tensor[] regularized = [.. values.Select((row, index) => row - (own[index] - reference[index]).Times(Temperature).detach())];

        var soft = new SoftObjective(Temperature).Loss(PolicyStep.Of(policy, sets.Batch, sets.Candidates), critic);
        var weighted = new AdvantageWeightedObjective(Temperature, Cap).Loss(PolicyStep.Of(policy, sets.Batch, sets.Candidates), critic);
        var gradient = new PolicyGradientObjective(behavior, Temperature, Cap).Loss(PolicyStep.Of(policy, sets.Batch, sets.Candidates), critic);

        ShouldHaveSameGradients(policy.Parts, soft, Losses.Mean(Expected(row => own[row].Times(Temperature) - values[row]), weights));
        ShouldHaveSameGradients(policy.Parts, weighted, Losses.WeightedLikelihood(
            sets.Own(own), (sets.Own(values) - Expected(row => values[row])).Over(Temperature), Cap, weights));
        ShouldHaveSameGradients(policy.Parts, gradient, Losses.PolicyGradient(
            sets.Own(own), sets.Own(regularized) - Expected(row => regularized[row]), sets.Own(own) - sets.Own(reference), Cap, weights));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void WeightedLikelihoodLearner_OverSets_FloorsAndNormalizesOverEachRowsSet(int actions, int rows, int largest)
    {
        const double Floor = 1e-3, Strength = 2, Cap = 1.5;
        using var sets = new EligibleSets(actions, rows, largest);
        var (policy, reference) = (new NetworkPolicy(sets.Networks[0]), new NetworkPolicy(sets.Networks[1]));
        var critic = new CriticEnsemble([sets.Networks[2]]) { AdvantageDeviation = 0.5 };
        using var sampler = new CandidateSampler(sets.Log, CPU);
        using var learner = new WeightedLikelihoodLearner(policy, [reference], [Strength], critic, new(reference), new(sampler, 1e-9, 0, Cap), CPU,
            new(_ => zeros(rows), [], CPU));
        Tensor[] own = [.. sets.Plain([.. policy.Parts]).Select(row => row.log_softmax(0))];
        Tensor[] behavior = [.. sets.Plain([.. reference.Parts]).Select(row => row.log_softmax(0))];
        Tensor[] floored = [.. behavior.Select(row => row.exp().Times(1 - Floor).Plus(Floor / row.shape[0]).log())];
        Tensor[] target = [.. sets.Plain([.. critic.Parts]).Zip(floored, (values, floor) => values.Over(Strength * 0.5).Plus(floor))];
        Tensor[] best = [.. target.Select(row => row.log_softmax(0))];

        var divergence = -learner.Assess(sets.Log).Value!.Value;
        var loss = learner.Step(sets.Batch).Loss;

        var logWeights = sets.Own(best) - sets.Own(behavior);
        ShouldBe([loss], Losses.WeightedLikelihood(sets.Own(own), logWeights, Cap, sets.Batch.Weights));
        ShouldBe([divergence], sets.Stack(row => (best[row].exp() * (best[row] - own[row])).sum()).mean());
    }

    private static (WeightedNetwork[] Logits, WeightedNetwork[] Valued) Sums(EligibleSets sets)
        => ([new(sets.Networks[0], 0.8), new(sets.Networks[2], -0.5)], [new(sets.Networks[1], 1.2), new(sets.Networks[2], 0.3)]);

    /// <summary>Returns the numbers from 0 on, row after row.</summary>
    private static Tensor Numbers(int rows, int columns) => tensor([.. Enumerable.Range(0, rows * columns).Select(number => (float)number)], rows, columns);

    private static Tensor Variance(Tensor values, Tensor probabilities) => ((values - (values * probabilities).sum()).Squared() * probabilities).sum();

    private static void ShouldHaveSameGradients(IEnumerable<WeightedNetwork> trained, Tensor loss, Tensor expected)
    {
        ShouldBe(loss, expected);
        Tensor[] parameters = [.. trained.SelectMany(part => part.Network.AllParameters())];
        foreach (var (gradient, plain) in autograd.grad([loss], parameters).Zip(autograd.grad([expected], parameters, retain_graph: true)))
            ShouldBe(gradient, plain);
    }

    private static void ShouldBe(Tensor actual, Tensor expected) => ShouldBe(Tabular.ToArray(actual), expected);

    private static void ShouldBe(double[] actual, Tensor expected) => actual.Should().Equal(Tabular.ToArray(expected),
        (left, right) => Math.Abs(left - right) <= Precision * Math.Max(1, Math.Abs(right)));
}
