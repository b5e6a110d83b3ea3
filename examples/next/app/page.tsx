// The list of the user's jobs, rendered on the server with the states that they have now.
import { jobsOf } from "../lib/jobs";
import { statesOf } from "../lib/pulse";
import { currentUser } from "../lib/session";
import { signIn, signOut } from "./actions";
import { CancelJob } from "./cancel-job";

export default async function Page() {
  const user = await currentUser();
  if (user === undefined) {
    return (
      <form action={signIn}>
        <input name="user" aria-label="User" required />
        <button type="submit">Sign in</button>
      </form>
    );
  }
  const jobs = await jobsOf(user);
  const states = await statesOf(jobs.map(({ jobId }) => jobId));
  return (
    <>
      <form action={signOut}>
        {user} <button type="submit">Sign out</button>
      </form>
      <table>
        <thead>
          <tr>
            <th>Job</th>
            <th>State</th>
            <th>Cancel</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map(({ jobId, title }) => (
            <tr key={jobId}>
              <td>{title}</td>
              <td>{states.get(jobId) ?? "unknown"}</td>
              <td>
                <CancelJob jobId={jobId} title={title} state={states.get(jobId)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
