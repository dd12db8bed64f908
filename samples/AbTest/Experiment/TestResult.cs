using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>Represents the result of a test.</summary>
/// <param name="Control">The arm that the others are compared with.</param>
/// <param name="Treatments">The other arms.</param>
/// <param name="Curves">The curves of each of the other arms, by response.</param>
/// <param name="Sequence">The intervals.</param>
internal sealed record TestResult(ArmResult Control, IReadOnlyList<ArmResult> Treatments, IReadOnlyList<LiftCurve> Curves, ConfidenceSequence Sequence)
{
    public int Days => Curves[0].Days.Count;

    /// <summary>Serves every user with the arm to which the user is assigned. The first arm is the control.</summary>
    public static TestResult Run(OnlineService service, IReadOnlyList<Arm> arms, ServiceSettings settings, ConfidenceSequence sequence)
    {
        var assignment = new Assignment($"test of seed {settings.Seed}", arms.Count);
        var users = Enumerable.Range(0, service.UserCount).ToLookup(assignment.ArmOf);
        ArmResult[] results = [.. arms.Select((arm, index) => new ArmResult(arm.Name, service.Serve(arm, [.. users[index]], settings)))];
        return Of(results[0], results[1..], sequence);
    }

    public static TestResult Of(ArmResult control, IReadOnlyList<ArmResult> treatments, ConfidenceSequence sequence) => new(control, treatments,
        [.. treatments.SelectMany(arm => Response.All.Select(response => LiftCurve.Of(arm.Name, response, arm.Days, control.Days, sequence)))], sequence);

    public IEnumerable<LiftCurve> Of(string arm) => Curves.Where(curve => curve.Arm == arm);

    /// <summary>Computes the lift of one arm over another after all days.</summary>
    public LiftDay Compare(ArmResult arm, ArmResult other, Response response) => LiftCurve.Of(arm.Name, response, arm.Days, other.Days, Sequence).Last;
}
