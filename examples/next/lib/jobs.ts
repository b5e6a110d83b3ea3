// Which jobs there are and whose they are, which the API does not tell: a file, in place of the table in your database.
import "server-only";
import { readFile } from "node:fs/promises";

export interface Job {
  jobId: string;
  owner: string;
  title: string;
}

async function all(): Promise<Job[]> {
  return JSON.parse(await readFile(process.env.JOBS_FILE ?? "jobs.json", "utf8"));
}

export async function jobsOf(user: string): Promise<Job[]> {
  return (await all()).filter(({ owner }) => owner === user);
}

export async function owns(user: string, jobId: string): Promise<boolean> {
  return (await jobsOf(user)).some((job) => job.jobId === jobId);
}
